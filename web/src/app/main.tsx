import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { keepFocus } from './keep-focus';
import { Router } from '../lib/router/router';
import '../styles/index.css';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
keepFocus();
createRoot(container).render(
  <StrictMode>
    <Router>
      <App />
    </Router>
  </StrictMode>,
);
