// Passkeys: the browser asks the authenticator, the room checks what it says. Bytes travel as base64url.

/** ES256, EdDSA, RS256: what the room can verify. */
const ALGORITHMS = [-7, -8, -257];

export function accounts() {
  if (!window.PublicKeyCredential) return;
  offer("[data-passkey]", use);
  offer("[data-new-passkey]", make);
}

function offer(which, act) {
  const button = document.querySelector(which);
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      say(button, words(error));
    }
    button.disabled = false;
  });
}

async function use() {
  const { challenge, host } = await ask("/sign-in/passkey/challenge");
  const { id, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes(challenge), rpId: host, userVerification: "required" },
  });
  const next = document.querySelector("input[name='next']")?.value ?? "/";
  const { next: to } = await ask("/sign-in/passkey", {
    challenge,
    next,
    id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  });
  location.assign(to);
}

async function make() {
  const asked = await ask("/account/passkeys/challenge");
  const { id, response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.host, name: asked.room },
      user: { id: bytes(asked.id), name: asked.name, displayName: asked.display_name },
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: asked.known.map((known) => ({ type: "public-key", id: bytes(known) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    },
  });
  const { next } = await ask("/account/passkeys", {
    challenge: asked.challenge,
    name: name(),
    id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.getAuthenticatorData()),
    key: text(response.getPublicKey()),
    algorithm: response.getPublicKeyAlgorithm(),
  });
  location.assign(next);
}

/** What the list of passkeys shows: which device made it, and when. */
function name() {
  const system = navigator.userAgentData?.platform || "Passkey";
  return `${system}, ${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`;
}

class Elsewhere extends Error {}

async function ask(address, body = {}) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // Asked for the password first: go there, then come back.
  if (answer.redirected) {
    location.assign(answer.url);
    throw new Elsewhere();
  }
  if (answer.ok) return answer.json();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  throw new Error(page.querySelector(".empty p:not(.caps)")?.textContent || "The room did not answer.");
}

function words(error) {
  if (error instanceof Elsewhere) return "";
  switch (error.name) {
    case "NotAllowedError": return "Nothing was done: the request was cancelled or took too long.";
    case "InvalidStateError": return "This device has a passkey for you already.";
    case "SecurityError": return "Passkeys need an address with a name, such as localhost, and HTTPS elsewhere.";
    default: return error.message;
  }
}

function say(button, what) {
  if (!what) return;
  let line = button.parentElement.querySelector(".wrong");
  if (!line) {
    line = document.createElement("p");
    line.className = "wrong";
    line.setAttribute("role", "alert");
    button.after(line);
  }
  line.textContent = what;
}

function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
