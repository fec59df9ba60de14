import { Navigate } from 'react-router';
import { homeOf } from '../session/home-of';
import { useMe } from '../session/session';

export const HomePage = () => <Navigate to={homeOf(useMe())} replace />;
