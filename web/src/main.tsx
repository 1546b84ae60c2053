import { render } from 'preact';
import { App } from './app';
import { Session } from './session/session';
import './styles/index.css';

const session = new Session();
const root = document.getElementById('root');
if (root) render(<App session={session} />, root);
void session.start();
