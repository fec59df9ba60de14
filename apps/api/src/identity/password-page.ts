/** A page of ours runs its own script alone, and sends to nobody but us. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Where the links of invitations and resets lead. What stands behind the # is sent to no server by itself. */
export const PASSWORD_PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>设置密码 · Set your password</title>
<script src="/password.js" defer></script>
</head>
<body>
<main>
<h1>设置密码 <span lang="en">Set your password</span></h1>
<form id="form">
<p><label>新密码（至少 12 个字符） <span lang="en">New password, at least 12 characters</span><br>
<input id="password" type="password" autocomplete="new-password" maxlength="200" required></label></p>
<p><label>再次输入 <span lang="en">Once more</span><br>
<input id="again" type="password" autocomplete="new-password" maxlength="200" required></label></p>
<p><button>保存 <span lang="en">Save</span></button></p>
</form>
<p id="word" role="status" aria-live="polite"></p>
<noscript><p>此页面需要 JavaScript。 <span lang="en">This page needs JavaScript.</span></p></noscript>
</main>
</body>
</html>
`;

export const PASSWORD_SCRIPT = `'use strict';
const token = location.hash.slice(1);
// Not left in the history of a browser that others use.
history.replaceState(null, '', location.pathname);
const form = document.getElementById('form');
const word = document.getElementById('word');
const say = (text) => { word.textContent = text; };
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = document.getElementById('password').value;
  if (password !== document.getElementById('again').value) {
    return say('两次输入不一致。  The two are not the same.');
  }
  try {
    const answer = await fetch('/v1/passwords', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password }),
    });
    if (answer.ok) {
      form.hidden = true;
      return say('密码已设置，请登录。  Your password is set: you can sign in now.');
    }
    const problem = await answer.json();
    say(problem.detail || problem.title);
  } catch {
    say('网络中断，请重试。  The network failed: try again.');
  }
});
`;
