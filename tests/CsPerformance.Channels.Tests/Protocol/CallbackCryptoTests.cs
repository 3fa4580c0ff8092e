using System.Text;
using System.Text.Json;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.Tests.Protocol;

public class CallbackCryptoTests
{
    private const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    private static JsonElement Vectors(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", file))).RootElement.GetProperty("vectors");

    [Fact]
    public void Published_vectors_are_signed_and_decrypted_as_published()
    {
        foreach (var v in Vectors("wecom-published.json").EnumerateArray())
        {
            string At(string name) => v.GetProperty(name).GetString()!;
            var crypto = new CallbackCrypto(At("token"), At("key"), At("id"));
            Assert.True(crypto.IsSigned(At("sig"), At("ts"), At("nonce"), At("enc")), At("name"));
            Assert.Equal(At("plain"), crypto.Decrypt(At("enc")));
        }
    }

    [Fact]
    public void Vectors_of_another_implementation_come_out_byte_for_byte()
    {
        foreach (var v in Vectors("wecom-crypto-proof.json").EnumerateArray())
        {
            string At(string name) => v.GetProperty(name).GetString()!;
            var crypto = new CallbackCrypto(At("token"), At("encodingAESKey"), At("receiveId"));
            Assert.Equal(At("encrypt"), crypto.Encrypt(At("plaintext"), Encoding.UTF8.GetBytes(At("random16"))));
            Assert.Equal(At("plaintext"), crypto.Decrypt(At("encrypt")));
            Assert.Equal(At("msg_signature"), crypto.Sign(At("timestamp"), At("nonce"), At("encrypt")));
        }
    }

    [Fact]
    public void The_published_encryption_answer_is_met()
    {
        var crypto = new CallbackCrypto("123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a");
        const string plain = "<xml>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[test]]></Content>\n<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>\n<ToUserName><![CDATA[messense]]></ToUserName>\n<AgentID>1</AgentID>\n<CreateTime>1411525903</CreateTime>\n</xml>";
        var encrypt = crypto.Encrypt(plain, "1234567890123456"u8);
        Assert.StartsWith("9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk", encrypt, StringComparison.Ordinal);
        Assert.Equal("407518b7649e86ef23978113f92d27afa9296533", crypto.Sign("1411525903", "461056294", encrypt));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(27)]
    [InlineData(28)]
    [InlineData(4096)]
    public void Every_length_comes_back_whole(int length)
    {
        var crypto = new CallbackCrypto("t", Key, "");
        var text = new string('客', length);
        Assert.Equal(text, crypto.Decrypt(crypto.Encrypt(text)));
    }

    [Fact]
    public void Another_receive_id_is_refused()
    {
        var encrypt = new CallbackCrypto("t", Key, "ww1").Encrypt("hello");
        Assert.Null(new CallbackCrypto("t", Key, "ww2").Decrypt(encrypt));
        Assert.Null(new CallbackCrypto("t", Key, "").Decrypt(encrypt));
        Assert.Null(new CallbackCrypto("t", Key, "ww11").Decrypt(encrypt));
    }

    [Theory]
    [InlineData("B", "a")]
    [InlineData("+", "1")]
    [InlineData("é", "z")]
    public void Parts_are_sorted_by_bytes_not_by_a_culture(string nonce, string timestamp)
    {
        var parts = new[] { "Ab", nonce, timestamp, "zz" }.OrderBy(p => Convert.ToHexString(Encoding.UTF8.GetBytes(p)), StringComparer.Ordinal);
#pragma warning disable CA5350 // The platform's own algorithm.
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
        Assert.Equal(expected, new CallbackCrypto("Ab", Key, "").Sign(timestamp, nonce, "zz"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEF")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789ABCDE+/")]
    public void A_key_that_is_none_is_refused_without_being_repeated(string? key)
    {
        var fault = Assert.Throws<ArgumentException>(() => new CallbackCrypto("t", key!, ""));
        if (key is { Length: > 0 })
            Assert.DoesNotContain(key, fault.Message, StringComparison.Ordinal);
    }
}
