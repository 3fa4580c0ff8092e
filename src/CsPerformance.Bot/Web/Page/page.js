// The simulator's page: one phone for each colleague. Everything that people typed is shown with textContent, never as HTML.
const $ = id => document.getElementById(id);
const faces = ['#5b8def', '#3fa27c', '#d9833f', '#9a6dd7', '#c75c7c', '#4a9bb5', '#8a8f3c', '#6b7788'];
const roleNames = { agent: '客服', lead: '组长', qa: '质检', hr: '人事', admin: '管理员' };
const hints = {
  agent: ['我的分数', '明细', '工资预估', '排行榜', '还差多少', '请假 明天下午 事假 半天 搬家', '表扬 @', '公示期'],
  lead: ['待办', '团队', '记 @', '评分', '接待量 @', '我的分数', '排行榜', '模板'],
  qa: ['质检 @', '抽检', '待办'],
  hr: ['工资预估', '发布', '待办', '导出', '方案'],
  admin: ['成员', '方案', '播报 周一 9:07', '待办'],
};
const state = { people: [], groups: [], now: null, zone: 8, me: null, chat: 'direct', messages: [], last: {}, file: null, mentions: new Map(), busy: 0 };
const seen = JSON.parse(localStorage.getItem('seen') ?? '{}');

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const person = number => state.people.find(p => p.number === number);
const tint = number => faces[[...number].reduce((sum, c) => sum + c.charCodeAt(0), 0) % faces.length];
const faceOf = p => {
  const face = make('span', 'face', p ? p.name.slice(-2) : '?');
  face.style.background = tint(p?.number ?? '?');
  return face;
};
const mainRole = p => ['admin', 'hr', 'qa', 'lead', 'agent'].find(r => p.roles.includes(r)) ?? 'agent';

async function call(path, body) {
  const response = await fetch(path, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `出错了（${response.status}）`);
  return answer;
}

let noticeTimer;
function notice(words) {
  $('notice').textContent = words;
  $('notice').hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { $('notice').hidden = true; }, 4200);
}

// What the address of a chat is called in the list of what arrived.
const addressOf = (number, chat) => chat === 'direct' ? `person:${number}` : chat;
const chatsOf = p => ['direct', ...state.groups.filter(g => !p.team || g === p.team).map(g => `group:${g}`)];
const unread = (number, chat) => (state.last[addressOf(number, chat)] ?? 0) > (seen[`${number}|${chat}`] ?? 0);
function markSeen() {
  seen[`${state.me}|${state.chat}`] = state.last[addressOf(state.me, state.chat)] ?? 0;
  localStorage.setItem('seen', JSON.stringify(seen));
}

function drawPeople() {
  const list = $('people-list');
  list.replaceChildren();
  for (const team of [...new Set(state.people.map(p => p.team ?? ''))].sort((a, b) => !a - !b || a.localeCompare(b, 'zh'))) {
    list.append(make('h2', '', team || '职能'));
    for (const p of state.people.filter(x => (x.team ?? '') === team)) {
      const button = make('button', 'person');
      button.type = 'button';
      button.dataset.number = p.number;
      button.setAttribute('aria-current', p.number === state.me);
      const words = make('span', 'words', p.name + (p.nicknames.length ? `（${p.nicknames.join('、')}）` : ''));
      words.append(make('small', '', [p.number, p.position, p.grade].filter(Boolean).join(' · ')));
      button.append(faceOf(p), words, make('span', `badge ${mainRole(p)}`, roleNames[mainRole(p)]));
      if (chatsOf(p).some(chat => unread(p.number, chat))) button.append(make('span', 'dot'));
      button.onclick = () => become(p.number);
      list.append(button);
    }
  }
}

function drawBar() {
  const p = person(state.me);
  $('who-face').replaceWith(Object.assign(faceOf(p), { id: 'who-face' }));
  $('who-name').textContent = p.name;
  $('who-role').textContent = `${p.roles.map(r => roleNames[r]).join('、')}${p.team ? ` · ${p.team}` : ''}`;
  $('who-dot').hidden = !state.people.some(x => x.number !== state.me && chatsOf(x).some(chat => unread(x.number, chat)));
  $('chats').replaceChildren(...chatsOf(p).map(chat => {
    const tab = make('button', '', chat === 'direct' ? '机器人' : `${chat.slice(6)}群`);
    tab.type = 'button';
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-selected', chat === state.chat);
    if (chat !== state.chat && unread(p.number, chat)) tab.append(make('span', 'dot'));
    tab.onclick = () => open(chat);
    return tab;
  }));
  $('hints').replaceChildren(...[...hints[mainRole(p)], '帮助'].map(words => {
    const chip = make('button', '', words.replace(/ ?@$/, ' @…'));
    chip.type = 'button';
    chip.onclick = () => words.endsWith('@') ? (setText(words), pick()) : say(words);
    return chip;
  }));
  $('text').placeholder = state.chat === 'direct' ? '说点什么，比如：帮助' : `在${state.chat.slice(6)}群里 @机器人`;
}

// The company's wall clock, whatever zone this browser is in: shift by the zone and read as UTC.
const wall = instant => new Date(new Date(instant).getTime() + state.zone * 60000);
const pad = n => String(n).padStart(2, '0');
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const dayText = d => `${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${weekdays[d.getUTCDay()]}`;
const timeText = d => `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
const localText = d => `${d.getUTCFullYear()}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}T${timeText(d)}`;
function drawClock() {
  const now = wall(state.now);
  $('clock-day').textContent = dayText(now);
  $('clock-time').textContent = timeText(now);
}

// Bold is all of Markdown that is drawn; the rest reads well as it is.
function words(node, text) {
  text.split(/\*\*(.+?)\*\*/s).forEach((part, i) => node.append(i % 2 ? make('strong', '', part) : part));
  return node;
}

function drawCard(card) {
  const node = make('div', 'card');
  node.append(make('h3', '', card.title), ...card.lines.map(line => words(make('p'), line)));
  if (card.outcome) {
    node.append(make('div', 'outcome', card.outcome));
    return node;
  }
  const buttons = make('div', 'buttons');
  for (const { key, label } of card.buttons) {
    const button = make('button', '', label);
    button.type = 'button';
    button.dataset.key = key;
    button.onclick = async () => {
      buttons.querySelectorAll('button').forEach(b => { b.disabled = true; });
      await exchange('/simulator/buttons', { from: state.me, card: card.id, key });
    };
    buttons.append(button);
  }
  if (card.buttons.length) node.append(buttons);
  return node;
}

function drawFile(file) {
  const link = make('a', 'paper');
  link.href = file.url;
  link.download = file.name;
  link.append(make('b', '', (file.name.split('.').pop() ?? '').slice(0, 4).toUpperCase()), make('span', '', file.name));
  return link;
}

function drawPicture(url) {
  const bubble = make('div', 'bubble picture');
  const image = make('img');
  image.src = url;
  image.alt = '图片';
  image.onload = toEnd;
  bubble.append(image);
  return bubble;
}

function drawMessage(message) {
  const mine = message.from === state.me;
  const row = make('div', mine ? 'row mine' : message.from ? 'row' : 'row from-bot');
  const said = make('div', 'said');
  if (message.from && !mine) said.append(make('small', '', person(message.from)?.name ?? message.from));
  // Where a card says it all, its text is for chats that cannot show cards.
  const isCardAsText = message.card && message.text === [message.card.title, ...message.card.lines].join('\n');
  if (message.text && !isCardAsText) said.append(words(make('div', 'bubble'), message.text));
  if (message.card) said.append(drawCard(message.card));
  if (message.image) said.append(drawPicture(message.image));
  if (message.file) said.append(drawFile(message.file));
  row.append(message.from ? faceOf(person(message.from)) : make('span', 'face bot', 'BOT'), said);
  return row;
}

function drawTalk() {
  const talk = $('talk');
  talk.replaceChildren();
  let shown = null;
  for (const message of state.messages) {
    const at = wall(message.at);
    if (!shown || at - shown > 300000) talk.append(make('div', 'when', `${dayText(at)} ${timeText(at)}`));
    shown = at;
    talk.append(drawMessage(message));
  }
  if (!state.messages.length && !state.busy)
    talk.append(make('div', 'empty', state.chat === 'direct' ? '还没有对话。说“帮助”，或点下面的一句试试。' : '群里还没有消息。在这里说话就是 @机器人，扣分和工资只会私信。'));
  if (state.busy) {
    const row = make('div', 'row from-bot');
    const bubble = make('div', 'bubble');
    const dots = make('span', 'typing');
    dots.append(make('i'), make('i'), make('i'));
    bubble.append(dots);
    row.append(make('span', 'face bot', 'BOT'), bubble);
    talk.append(row);
  }
  toEnd();
}
// The end of the talk, but of a long answer its beginning.
const toEnd = () => {
  const [talk, last] = [$('talk'), $('talk').lastElementChild];
  talk.scrollTop = last && last.offsetHeight > talk.clientHeight ? last.offsetTop - talk.offsetTop - 12 : talk.scrollHeight;
};

async function load() {
  const [me, chat] = [state.me, state.chat];
  const { messages } = await call(`/simulator/chat?as=${encodeURIComponent(me)}&chat=${encodeURIComponent(chat)}`);
  if (me !== state.me || chat !== state.chat) return;
  state.messages = messages;
  markSeen();
  drawTalk();
}

async function refresh() {
  const { now, last } = await call('/simulator/state');
  const news = JSON.stringify(last) !== JSON.stringify(state.last);
  Object.assign(state, { now, last });
  drawClock();
  if (!news) return;
  if (unread(state.me, state.chat)) await load();
  drawPeople();
  drawBar();
}

async function open(chat) {
  state.chat = chat;
  localStorage.setItem('chat', chat);
  state.messages = [];
  await load();
  drawBar();
  drawPeople();
  // The row of suggestions has taken room from the talk.
  toEnd();
}
async function become(number) {
  state.me = number;
  localStorage.setItem('me', number);
  showPeople(false);
  await open('direct');
}
function showPeople(on) {
  $('people').classList.toggle('open', on);
  $('shade').hidden = !on;
}

// Sends, shows that the bot is at it, and then what came of it.
async function exchange(path, body, own) {
  state.busy++;
  if (own) state.messages.push(own);
  drawTalk();
  try {
    await call(path, body);
    return true;
  } catch (fault) {
    notice(fault.message);
    return false;
  } finally {
    state.busy--;
    await load().catch(() => notice('连不上机器人。'));
    await refresh().catch(() => {});
  }
}

function setText(text) {
  $('text').value = text;
  $('text').focus();
  grow();
}
function grow() {
  $('text').style.height = 'auto';
  $('text').style.height = `${Math.min($('text').scrollHeight + 2, 132)}px`;
}

async function say(text) {
  const file = state.file;
  if (!text.trim() && !file) return;
  const mentions = [...state.mentions].filter(([name]) => text.includes(`@${name}`)).map(([, number]) => number);
  const body = { from: state.me, chat: state.chat, text, mentions, ...(file && { file: { name: file.name, base64: file.base64 } }) };
  const own = { from: state.me, at: state.now, text, ...(file && (file.isImage ? { image: file.url } : { file: { name: file.name, url: file.url } })) };
  setText('');
  attach(null);
  $('picker').hidden = true;
  if (!await exchange('/simulator/messages', body, own) && !$('text').value) setText(text);
  state.mentions.clear();
}

function attach(file) {
  state.file = file;
  $('attached').hidden = !file;
  $('attached-name').textContent = file?.name ?? '';
}
async function take(file) {
  if (!file) return;
  if (file.size > 7 * 1024 * 1024) return notice('文件不能超过 7 MB。');
  const url = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
  attach({ name: file.name, base64: url.slice(url.indexOf(',') + 1), isImage: file.type.startsWith('image/'), url });
}

// The people who can follow the @ before the cursor.
function pick() {
  const typed = $('text').value.slice(0, $('text').selectionStart).match(/[@＠]([^\s@＠]{0,12})$/);
  const found = typed ? state.people.filter(p => [p.name, p.number, ...p.nicknames].some(n => n.includes(typed[1]))) : [];
  $('picker').hidden = !found.length;
  $('picker').replaceChildren(...found.map(p => {
    const choice = make('button', 'person');
    choice.type = 'button';
    choice.setAttribute('role', 'option');
    const label = make('span', 'words', p.name);
    label.append(make('small', '', [p.team, ...p.nicknames].filter(Boolean).join(' · ')));
    choice.append(faceOf(p), label, make('span', `badge ${mainRole(p)}`, roleNames[mainRole(p)]));
    choice.onclick = () => {
      const end = $('text').selectionStart;
      const head = $('text').value.slice(0, end - typed[0].length) + `@${p.name} `;
      state.mentions.set(p.name, p.number);
      setText(head + $('text').value.slice(end));
      $('text').setSelectionRange(head.length, head.length);
      $('picker').hidden = true;
    };
    return choice;
  }));
}

function drawJumps() {
  const now = wall(state.now);
  const at = (days, months, hour, minute) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, (months ? 1 : now.getUTCDate()) + days, hour, minute));
  const jumps = [
    ['明天 9:00', at(1, 0, 9, 0)],
    ['下周一 9:07', at((8 - now.getUTCDay()) % 7 || 7, 0, 9, 7)],
    ['下月 1 日 9:17', at(0, 1, 9, 17)],
    ['下月 10 日 10:13', at(9, 1, 10, 13)],
  ];
  $('clock-jumps').replaceChildren(...jumps.map(([label, to]) => {
    const button = make('button', '', label);
    button.type = 'button';
    button.append(make('small', '', dayText(to)));
    button.onclick = () => move(localText(to));
    return button;
  }));
  $('clock-to').value = localText(now);
  $('clock-to').min = localText(now);
  $('clock-said').textContent = '';
}
async function move(local) {
  if (!local) return;
  const sign = state.zone < 0 ? '-' : '+';
  const zone = `${sign}${pad(Math.floor(Math.abs(state.zone) / 60))}:${pad(Math.abs(state.zone) % 60)}`;
  $('clock-said').textContent = '正在拨动……';
  try {
    const { messages } = await call('/simulator/clock', { now: `${local}:00${zone}` });
    const to = [...new Set(messages.map(m => m.to.startsWith('person:') ? person(m.to.slice(7))?.name ?? m.to : `${m.to.slice(6)}群`))];
    await refresh();
    drawJumps();
    $('clock-said').textContent = messages.length ? `发出 ${messages.length} 条：${to.join('、')}` : '没有到点的事。';
  } catch (fault) {
    $('clock-said').textContent = fault.message;
  }
}

$('who').onclick = () => showPeople(true);
$('shade').onclick = () => showPeople(false);
$('clock').onclick = () => { drawJumps(); $('clock-sheet').showModal(); };
$('clock-move').onclick = () => move($('clock-to').value);
$('at').onclick = () => { setText(`${$('text').value}@`); pick(); };
$('file').onchange = event => { take(event.target.files[0]); event.target.value = ''; };
$('attached-drop').onclick = () => attach(null);
$('say').onsubmit = event => { event.preventDefault(); say($('text').value); };
$('text').oninput = () => { grow(); pick(); };
$('text').onkeydown = event => {
  if (event.key === 'Escape') $('picker').hidden = true;
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if ($('picker').hidden) say($('text').value);
  else $('picker').firstChild.click();
};
document.ondragover = event => event.preventDefault();
document.ondrop = event => { event.preventDefault(); take(event.dataTransfer.files[0]); };

const start = await call('/simulator/people');
Object.assign(state, { people: start.people, groups: start.groups, zone: start.zone, now: start.now });
({ now: state.now, last: state.last } = await call("/simulator/state"));
state.me = person(localStorage.getItem('me'))?.number ?? state.people.find(p => p.roles.includes('lead'))?.number ?? state.people[0]?.number;
if (state.me) {
  const kept = localStorage.getItem('chat');
  await open(chatsOf(person(state.me)).includes(kept) ? kept : 'direct');
}
drawClock();
setInterval(() => refresh().catch(() => {}), 3000);
