// Passkeys. A form marked data-passkey asks the device what its question says, and sends the answer like any other form:
// fields `sealed` and `answer`. Forms are hidden until here, so that nobody presses what could not work.
const binary = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
// The question is good for five minutes.
const ASK_AGAIN = 4 * 60 * 1000;
let waiting = null;

const ask = async (form) => {
  const answer = await fetch(form.dataset.question, { credentials: 'same-origin', headers: { accept: 'application/json' } });
  if (!answer.ok || answer.redirected) throw new Error(`the question was answered ${answer.status}`);
  const { options, sealed } = await answer.json();
  options.challenge = binary(options.challenge);
  if (options.user) options.user.id = binary(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const one of list ?? []) one.id = binary(one.id);
  }
  return { options, sealed };
};

const opened = ({ id, rawId, type, response }) => ({
  id, type, rawId: written(rawId), extensions: {},
  response: {
    authenticatorData: written(response.authenticatorData),
    clientDataJSON: written(response.clientDataJSON),
    signature: written(response.signature),
    userHandle: response.userHandle ? written(response.userHandle) : null,
  },
});

const made = ({ id, rawId, type, response }) => ({
  id, type, rawId: written(rawId), extensions: {},
  response: { attestationObject: written(response.attestationObject), clientDataJSON: written(response.clientDataJSON) },
});

const send = (form, sealed, answer) => {
  form.elements.sealed.value = sealed;
  form.elements.answer.value = JSON.stringify(answer);
  form.submit();
};

const say = (form, word) => {
  const said = form.querySelector('[data-passkey-said]');
  said.textContent = said.dataset[word] ?? '';
  said.hidden = !said.textContent;
};

const forget = () => {
  waiting?.abort();
  waiting = null;
};

const press = async (form) => {
  forget();
  say(form, 'nothing');
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    const { options, sealed } = await ask(form);
    const adds = form.dataset.passkey === 'add';
    const key = await (adds ? navigator.credentials.create({ publicKey: options }) : navigator.credentials.get({ publicKey: options }));
    send(form, sealed, adds ? made(key) : opened(key));
  } catch (error) {
    // Why a device said no is the owner's secret: it was given up, there was none, or it took too long.
    say(form, { InvalidStateError: 'known', NotAllowedError: 'givenUp', AbortError: 'givenUp' }[error.name] ?? 'broken');
    button.disabled = false;
  }
};

// Passkeys among the suggestions of the address field, where the browser can.
const suggest = async (form) => {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  while (form.isConnected && !waiting) {
    const mine = (waiting = new AbortController());
    const over = setTimeout(() => mine.abort('again'), ASK_AGAIN);
    try {
      const { options, sealed } = await ask(form);
      const key = await navigator.credentials.get({ publicKey: options, mediation: 'conditional', signal: mine.signal });
      send(form, sealed, opened(key));
      return;
    } catch {
      if (mine.signal.reason !== 'again') return;
      waiting = null;
    } finally {
      clearTimeout(over);
    }
  }
};

const begin = () => {
  forget();
  const can = 'PublicKeyCredential' in window;
  for (const note of document.querySelectorAll('[data-passkey-cannot]')) note.hidden = can;
  if (!can) return;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    if (!form.dataset.ready) {
      form.dataset.ready = 'yes';
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        press(form);
      });
    }
    if (form.dataset.passkey === 'open' && document.querySelector('input[autocomplete~=webauthn]')) suggest(form);
  }
};

begin();
document.addEventListener('turbo:load', begin);
document.addEventListener('turbo:before-render', forget);
