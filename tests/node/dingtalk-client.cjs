// The official Stream client of DingTalk against a gateway of ours.
// node dingtalk-client.cjs BASE_URL CLIENT_ID CLIENT_SECRET; ends when its input is closed.
const axios = require('axios');
const { DWClient, TOPIC_ROBOT, TOPIC_CARD } = require('dingtalk-stream');

const [base, clientId, clientSecret] = process.argv.slice(2);

// The address of the gateway is fixed in the package.
axios.interceptors.request.use(config => {
  config.url = config.url.replace(/^https:\/\/[a-z]+\.dingtalk\.com/, base);
  return config;
});

const client = new DWClient({ clientId, clientSecret });
client.registerCallbackListener(TOPIC_ROBOT, message => {
  client.socketCallBackResponse(message.headers.messageId, null);
});
client.registerCallbackListener(TOPIC_CARD, message => {
  client.socketCallBackResponse(message.headers.messageId, {});
});
client.registerAllEventListener(() => ({ status: 'SUCCESS', message: 'ok' }));
client.connect();

process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
