import './client.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ClientApp } from './client-app';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ClientApp path={window.location.pathname} />
    </StrictMode>,
  );
}
