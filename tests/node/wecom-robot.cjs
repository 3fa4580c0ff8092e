// The official robot SDK as the client of a gateway: node wecom-robot.cjs URL, with a list of answers on standard input.
// Each answer is a frame that another client sent; the SDK is asked, through its own interface, to do the same.
const { WSClient } = require('@wecom/aibot-node-sdk');

const frames = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const silent = { debug() {}, info() {}, warn() {}, error(...words) { console.error(...words); } };
const client = new WSClient({ botId: 'BOT1', secret: 'SEC1', wsUrl: process.argv[2], heartbeatInterval: 200, logger: silent });

async function answer(callback) {
  const request = callback.headers.req_id;
  for (const { cmd, headers, body } of frames.filter(frame => frame.headers.req_id === request)) {
    if (cmd === 'aibot_respond_msg' && body.msgtype === 'stream') {
      await client.replyStream(callback, body.stream.id, body.stream.content, body.stream.finish);
    } else if (cmd === 'aibot_respond_welcome_msg') {
      await client.replyWelcome(callback, body);
    } else if (cmd === 'aibot_respond_update_msg') {
      await client.updateTemplateCard(callback, body.template_card);
    } else {
      throw new Error('no way to say ' + cmd);
    }
  }
}

let left = new Set(frames.filter(frame => frame.cmd.startsWith('aibot_respond')).map(frame => frame.headers.req_id)).size;
async function done(callback) {
  await answer(callback);
  if (--left > 0) return;
  for (const { cmd, body } of frames.filter(frame => frame.cmd === 'aibot_send_msg')) {
    const { chatid, ...message } = body;
    await client.sendMessage(chatid, message);
  }
  setTimeout(() => { client.disconnect(); process.exit(0); }, 500);
}

client.on('authenticated', () => process.stdout.write('ready\n'));
client.on('message', frame => done(frame).catch(fault => { console.error(fault); process.exit(1); }));
client.on('event', frame => done(frame).catch(fault => { console.error(fault); process.exit(1); }));
client.connect();
setTimeout(() => { console.error('timed out'); process.exit(2); }, 30000);
