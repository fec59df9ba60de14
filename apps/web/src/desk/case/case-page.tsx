import { useParams } from 'react-router';
import { CasePane } from './case-pane';

/** A case as a page of its own, by its address. */
export function CasePage() {
  const { number = '' } = useParams();
  return (
    <div className="page">
      <CasePane number={number} key={number} />
    </div>
  );
}
