using System.Net;
using System.Net.Sockets;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

/// <summary>Addresses in messages that lead elsewhere: none is followed, and no private address is ever connected to.</summary>
public sealed class LinkTests : IClassFixture<SharedFake>, IDisposable
{
    private readonly TcpListener _trap = new(IPAddress.Loopback, 0);
    private int _caught;
    private readonly FakeDingTalk _fake;

    public LinkTests(SharedFake shared)
    {
        _fake = shared.Platform;
        _fake.Company.Deliveries.Clear();
        _trap.Start();
        _ = CatchAsync();
    }

    public static TheoryData<string> Hostile() =>
    [
        "", " ", "not an address", "//oapi.dingtalk.com/robot", "oapi.dingtalk.com/robot", "/robot/sendBySession",
        "http://127.0.0.1:{trap}/robot", "https://127.0.0.1:{trap}/robot", "http://localhost:{trap}/", "https://localhost:{trap}/",
        "http://127.1:{trap}/", "http://2130706433:{trap}/", "http://0x7f000001:{trap}/", "http://0177.0.0.1:{trap}/", "http://127.0.0.1.:{trap}/",
        "http://[::1]:{trap}/", "http://[::ffff:127.0.0.1]:{trap}/", "http://0.0.0.0:{trap}/", "https://[::]:{trap}/",
        "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/", "https://100.100.100.200/latest/meta-data/",
        "http://oapi.dingtalk.com/robot/sendBySession?session=1", "https://oapi.dingtalk.com:{trap}/robot", "https://oapi.dingtalk.com:80/", "https://oapi.dingtalk.com:8443/",
        "https://oapi.dingtalk.com@127.0.0.1:{trap}/", "https://user:pass@oapi.dingtalk.com/", "https://@oapi.dingtalk.com/", "https://127.0.0.1:{trap}#@oapi.dingtalk.com/",
        "https://127.0.0.1:{trap}\\@oapi.dingtalk.com/", "https://oapi.dingtalk.com\\@127.0.0.1:{trap}/", "https:\\\\127.0.0.1:{trap}/",
        "https://oapi.dingtalk.com.evil.example/", "https://evil.example/?x=oapi.dingtalk.com", "https://evil.example/oapi.dingtalk.com", "https://evildingtalk.com/",
        "https://dingtalk.com.cn/", "https://oapi-dingtalk.com/", "https://oapi。dingtalk。com/", "https://оapi.dingtalk.com/", "https://oapi.dingtalk.com%2eevil.example/",
        "https://oapi.dingtalk.com%00.evil.example/", "https://oapi.dingtalk.com\n.evil.example/", "https://oapi.dingtalk.com\t/", " https://oapi.dingtalk.com/",
        "ftp://oapi.dingtalk.com/", "file:///etc/passwd", "gopher://127.0.0.1:{trap}/_x", "ws://127.0.0.1:{trap}/", "dict://127.0.0.1:{trap}/", "javascript:alert(1)", "data:text/plain,x",
        "https://①②⑦.⓪.⓪.①:{trap}/", "https://xn--oapi-dingtalk.com/", "https:///oapi.dingtalk.com/", "https://[::1%25lo]:{trap}/",
        "{fake-other-port}", "{fake-https}", "{fake-name}", "{fake-user}",
    ];

    public void Dispose() => _trap.Dispose();

    [Fact]
    public void The_table_is_long_enough() => Assert.InRange(Hostile().Count, 40, 200);

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_reply_address_is_not_followed_and_the_answer_goes_by_the_robot(string address)
    {
        using var house = new House(_fake);
        var message = _fake.Company.Message("staff-wang", "查分");
        message["sessionWebhook"] = Filled(address);
        var asked = await house.ReceiveAsync(message);
        Assert.IsType<SendResult.Sent>(
            await house.Channel.SendAsync(new Delivery("staff-wang", null, asked.ReplyHandle, "k"), new OutgoingMessage("总分"), default));
        Assert.Equal("robot", Assert.Single(_fake.Company.Deliveries).Way);
        Assert.Equal(0, _caught);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_download_address_is_not_followed(string address)
    {
        using var house = new House(_fake);
        _fake.Company.Files["code"] = ([1], Filled(address));
        var message = _fake.Company.Message("staff-wang", "");
        message["msgtype"] = "picture";
        message["content"] = new System.Text.Json.Nodes.JsonObject { ["downloadCode"] = "code" };
        Assert.Null(await house.Channel.FetchAsync((await house.ReceiveAsync(message)).FileReference!, default));
        Assert.Equal(0, _caught);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("100.100.100.200")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("0.0.0.0")]
    public async Task A_good_name_that_resolves_to_a_private_address_is_not_connected_to(string address)
    {
        var looks = 0;
        var links = new PlatformLinks(DingTalkHosts.IsOwn, [])
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>(++looks > 0 ? [IPAddress.Parse("47.246.20.1"), IPAddress.Parse(address)] : []),
        };
        using var client = links.CreateClient(TimeSpan.FromSeconds(5));
        var target = links.Check("https://oapi.dingtalk.com/robot/sendBySession?session=1");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(target));
        // What is looked up is what would be connected to: there is no second look that could differ.
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var house = new House(_fake);
        var asked = await house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        _fake.Company.Faults.Next("/robot/sendBySession", new FakeFault(302, ""));
        await house.Channel.SendAsync(new Delivery("staff-wang", null, asked.ReplyHandle, "k"), new OutgoingMessage("总分"), default);
        Assert.Equal("robot", Assert.Single(_fake.Company.Deliveries).Way);
    }

    [Theory]
    [InlineData("https://oapi.dingtalk.com/robot/sendBySession?session=76da", true, true)]
    [InlineData("https://api.dingtalk.com/v1.0/x", true, true)]
    [InlineData("https://OAPI.dingtalk.com:443/x", true, true)]
    [InlineData("https://down-cdn.dingtalk.com/ddmedia/x.png", true, true)]
    [InlineData("https://lippi-space-zjk.oss-cn-zhangjiakou.aliyuncs.com/yundisk0/x?Expires=1", false, true)]
    [InlineData("https://lippi-space-zjk.oss-cn-zhangjiakou-internal.aliyuncs.com/x", false, false)]
    [InlineData("https://other-bucket.oss-cn-zhangjiakou.aliyuncs.com/x", false, false)]
    public void The_platforms_own_addresses_are_taken(string address, bool forReplies, bool forFiles)
    {
        Assert.Equal(forReplies, new PlatformLinks(DingTalkHosts.IsOwn, []).Check(address) is not null);
        Assert.Equal(forFiles, new PlatformLinks(DingTalkHosts.HoldsFiles, []).Check(address) is not null);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("47.246.20.1", true)]
    [InlineData("2408:4000::1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.31.255.255", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_told_from_all_others(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private string Filled(string address)
    {
        var fake = new Uri(_fake.Url);
        return address
            .Replace("{trap}", $"{((IPEndPoint)_trap.LocalEndpoint).Port}", StringComparison.Ordinal)
            .Replace("{fake-other-port}", $"http://127.0.0.1:{((IPEndPoint)_trap.LocalEndpoint).Port}/robot/sendBySession", StringComparison.Ordinal)
            .Replace("{fake-https}", $"https://127.0.0.1:{fake.Port}/robot/sendBySession", StringComparison.Ordinal)
            .Replace("{fake-name}", $"http://localhost:{fake.Port}/robot/sendBySession", StringComparison.Ordinal)
            .Replace("{fake-user}", $"http://a@127.0.0.1:{fake.Port}/robot/sendBySession", StringComparison.Ordinal);
    }

    private async Task CatchAsync()
    {
        try
        {
            while (true)
            {
                using var caught = await _trap.AcceptTcpClientAsync();
                Interlocked.Increment(ref _caught);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The trap was closed at the end of the test.
        }
    }
}
