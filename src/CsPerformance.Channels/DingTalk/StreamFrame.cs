using System.Text.Json;

namespace CsPerformance.Channels.DingTalk;

/// <summary>One frame that the gateway pushed.</summary>
/// <param name="Headers">As they came; a ping is answered with all of them.</param>
/// <param name="Data">JSON as text.</param>
internal sealed record StreamFrame(string Type, string Topic, string MessageId, JsonElement Headers, string Data)
{
    public const string Robot = "/v1.0/im/bot/messages/get";
    public const string Card = "/v1.0/card/instances/callback";

    /// <summary>Null for what is no frame.</summary>
    public static StreamFrame? Parse(ReadOnlyMemory<byte> bytes) =>
        DingTalkJson.Parse(bytes) is { } json && json.Text("type") is { } type && json.Get("headers") is { ValueKind: JsonValueKind.Object } headers
            ? new StreamFrame(type, headers.Text("topic") ?? "", headers.Text("messageId") ?? "", headers, json.Text("data") ?? "")
            : null;

    /// <summary>The answer; the gateway knows by the message id what it is for.</summary>
    public byte[] Answer(int code, string message, string data, bool allHeaders = false) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                code,
                headers = allHeaders ? Headers : JsonSerializer.SerializeToElement(new { contentType = "application/json", messageId = MessageId }),
                message,
                data,
            },
            DingTalkJson.Plain);
}
