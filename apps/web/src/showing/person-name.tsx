import { useColleagues } from './colleagues';

/** Of a colleague; the beginning of the id where their name is not to be had. */
export function PersonName({ id }: { readonly id: string }) {
  const colleagues = useColleagues();
  return (
    <span>
      {colleagues?.find((person) => person.id === id)?.displayName ??
        (colleagues === null ? '…' : id.slice(0, 8))}
    </span>
  );
}
