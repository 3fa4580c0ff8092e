namespace CsPerformance.Channels.DingTalk;

/// <summary>A file that stays with the platform until it is fetched.</summary>
internal sealed record FileReference(string DownloadCode, string Name, bool IsImage)
{
    public override string ToString() =>
        DingTalkJson.Write(new Dictionary<string, object> { ["d"] = DownloadCode, ["n"] = Name, ["i"] = IsImage });

    public static FileReference? Parse(string? text) =>
        DingTalkJson.Parse(text) is { } json && json.Text("d") is { } code
            ? new FileReference(code, json.Text("n") ?? "附件", json.Is("i", true))
            : null;
}
