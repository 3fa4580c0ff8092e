// Reads {token, key, id, timestamp, nonce, plain: [...], ours: [...]} and writes what three other implementations make of it.
const wecom = require('@wecom/crypto');
const WXBizMsgCrypt = require('wechat-crypto');
const { WecomCrypto } = require('@wecom/aibot-node-sdk');

const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const { token, key, id, timestamp, nonce } = input;
const older = new WXBizMsgCrypt(token, key, id);
const official = new WecomCrypto(token, key, id);

const implementations = {
  '@wecom/crypto': {
    encrypt: text => wecom.encrypt(key, text, id),
    decrypt: sealed => { const { message, id: receiver } = wecom.decrypt(key, sealed); return { message, id: receiver }; },
    sign: sealed => wecom.getSignature(token, timestamp, nonce, sealed),
  },
  'wechat-crypto': {
    encrypt: text => older.encrypt(text),
    decrypt: sealed => older.decrypt(sealed),
    sign: sealed => older.getSignature(timestamp, nonce, sealed),
  },
  '@wecom/aibot-node-sdk': {
    encrypt: text => official.encrypt(text, timestamp, nonce).encrypt,
    decrypt: sealed => ({ message: official.decrypt(sealed), id }),
    sign: sealed => official.computeSignature(timestamp, nonce, sealed),
  },
};

const output = { sealed: [], opened: [] };
for (const [name, peer] of Object.entries(implementations)) {
  for (const plain of input.plain) {
    const encrypt = peer.encrypt(plain);
    output.sealed.push({ name, plain, encrypt, signature: peer.sign(encrypt) });
  }
  for (const encrypt of input.ours) {
    output.opened.push({ name, encrypt, ...peer.decrypt(encrypt), signature: peer.sign(encrypt) });
  }
}
process.stdout.write(JSON.stringify(output));
