import type { ReactNode } from 'react';
import { getPreferences } from '../api/notifications';
import { useResource } from '../data/use-resource';
import { AccountForms } from '../preferences/account-forms';
import { Addresses } from '../preferences/addresses';
import { ChoiceList } from '../preferences/choice-list';
import { Page } from '../ui/page';
import { Bones, Loaded } from '../ui/states';

export default function PreferencesPage(): ReactNode {
  const resource = useResource('preferences', getPreferences);
  return (
    <Page title="Preferences" lead="How we tell you things. Your inbox here always has all of it." narrow>
      <Loaded resource={resource} loading={<Bones count={5} height={84} />}>
        {(preferences) => (
          <>
            <ChoiceList preferences={preferences} onSaved={resource.set} />
            <Addresses preferences={preferences} onSaved={resource.set} />
          </>
        )}
      </Loaded>
      {(resource.data !== undefined || resource.error !== undefined) && <AccountForms />}
    </Page>
  );
}
