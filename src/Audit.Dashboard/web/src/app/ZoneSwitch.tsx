import { Choice } from '../elements/Choice';
import { offsetText } from '../time/format';
import { setZone, useZone } from '../time/settings';

/** In which zone every time is shown. */
export function ZoneSwitch() {
  const zone = useZone();
  const offset = offsetText(new Date(), 'local').replace('UTC', '');
  return (
    <Choice
      label="Time zone"
      value={zone}
      onChange={setZone}
      options={[
        {
          value: 'local',
          text: (
            <>
              Local <span className="num">{offset}</span>
            </>
          ),
          title: 'Times of this place',
        },
        { value: 'utc', text: 'UTC', title: 'Times in UTC' },
      ]}
    />
  );
}
