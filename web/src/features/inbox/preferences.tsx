import type { ReactNode } from 'react';
import { getPreferences } from '../../lib/api/notifications';
import { useResource } from '../../lib/data/use-resource';
import { AccountForms } from './account-forms';
import { Addresses } from './addresses';
import { ChoiceList } from './choice-list';
import { Page } from '../../ui/page';
import { Skeleton, ResourceView } from '../../ui/states';

export default function PreferencesPage(): ReactNode {
  const resource = useResource('preferences', getPreferences);
  return (
    <Page title="Preferences" lead="How we tell you things. Your inbox here always has all of it." narrow>
      <ResourceView resource={resource} loading={<Skeleton count={5} height={84} />}>
        {(preferences) => (
          <>
            <ChoiceList preferences={preferences} onSaved={resource.set} />
            <Addresses preferences={preferences} onSaved={resource.set} />
          </>
        )}
      </ResourceView>
      {(resource.data !== undefined || resource.error !== undefined) && <AccountForms />}
    </Page>
  );
}
