import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './frame/app';
import './frame/frame.css';
import { startLanguages } from './language/language';

async function start(): Promise<void> {
  await startLanguages();
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no place for the rooms');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
