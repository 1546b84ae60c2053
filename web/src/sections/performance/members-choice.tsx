import { Choice } from '../../figures/choice';
import { useText } from '../../text/context';
import { useView } from '../../view/context';
import { teams } from './spec';

/** Whether teams are counted by the records that carry them, or by all that their members did. */
export function MembersChoice() {
  const t = useText(teams.text);
  const { address, go } = useView();
  return (
    <Choice
      label={t.counted}
      options={[
        { value: 'team', label: t.teamItself.label },
        { value: 'members', label: t.allMembers.label },
      ]}
      chosen={address.allMembers ? 'members' : 'team'}
      choose={(value) => go({ ...address, allMembers: value === 'members' })}
    />
  );
}
