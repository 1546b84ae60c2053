import { Choice } from '../../figures/choice';
import { usePage } from '../../page/context';
import { useText } from '../../text/language';
import { text } from './text';

/** Whether teams are counted by the records that carry them, or by all that their members did. */
export function MembersChoice() {
  const t = useText(text);
  const { address, go } = usePage();
  return (
    <Choice
      label={t.counted}
      options={[
        { value: 'team', label: t.teamItself },
        { value: 'members', label: t.allMembers },
      ]}
      chosen={address.allMembers ? 'members' : 'team'}
      choose={(value) => go({ ...address, allMembers: value === 'members' })}
    />
  );
}
