import type { ReactNode } from 'react';
import { getPreferences } from '../../lib/api/notifications';
import { useResource } from '../../lib/data/use-resource';
import { Addresses } from './addresses';
import { BlockedPeople } from './blocked-people';
import { ChoiceList } from './choice-list';
import { SettingsPage } from '../../ui/settings-page';
import { Skeleton, ResourceView } from '../../ui/states';

export default function PreferencesPage(): ReactNode {
  const resource = useResource('preferences', getPreferences);
  return (
    <SettingsPage title="Preferences" lead="How we tell you things. Your inbox here always has all of it.">
      <ResourceView resource={resource} loading={<Skeleton count={5} height={84} />}>
        {(preferences) => (
          <>
            <ChoiceList preferences={preferences} onSaved={resource.set} />
            <Addresses preferences={preferences} onSaved={resource.set} />
            <BlockedPeople />
          </>
        )}
      </ResourceView>
    </SettingsPage>
  );
}
