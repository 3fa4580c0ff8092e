using CsPerformance.Channels.DingTalk;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public sealed class ContactTests : IAsyncLifetime, IDisposable
{
    private FakeDingTalk _fake = null!;
    private House _house = null!;
    private DingTalkContacts _contacts = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeDingTalk.StartAsync();
        _house = new House(_fake);
        _contacts = new DingTalkContacts(_house.Api);
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_member_is_known_by_job_number_and_mobile()
    {
        var contact = await _contacts.GetAsync("staff-wang", default);
        Assert.Equal(("10002", "13800010002", "王芳", true), (contact!.JobNumber, contact.Mobile, contact.Name, contact.IsActive));
        Assert.Equal("staff-wang", await _contacts.FindByMobileAsync("13800010002", default));
        Assert.DoesNotContain("138", contact.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_null_and_not_an_error()
    {
        Assert.Null(await _contacts.GetAsync("nobody", default));
        Assert.Null(await _contacts.FindByMobileAsync("10000000000", default));
    }

    [Fact]
    public async Task All_members_are_found_through_departments_and_pages() =>
        Assert.Equal(["staff-chen", "staff-li", "staff-wang"], (await _contacts.AllAsync(default)).Select(contact => contact.Account).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Contacts_cost_nothing_of_the_monthly_calls()
    {
        await _contacts.AllAsync(default);
        Assert.Equal(0, await _house.Api.Quota.UsedAsync(default));
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        _fake.Company.Faults.Next("/topapi/v2/user/get", new FakeFault(200, """{"errcode":88,"sub_code":"60011","sub_msg":"没有调用该接口的权限"}"""));
        var fault = await Assert.ThrowsAsync<IOException>(() => _contacts.GetAsync("staff-wang", default));
        Assert.Contains("没有此接口的权限", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_finds_a_sound_installation_sound()
    {
        var findings = await new DingTalkDoctor(_house.Options, _house.Api).RunAsync(default);
        Assert.All(findings, finding => Assert.True(finding.IsGood, finding.Text));
        Assert.Equal(5, findings.Count);
        Assert.Empty(_fake.Company.Deliveries);
    }

    [Theory]
    [InlineData("/v1.0/gateway/connections/open", 401, "{}", "DingTalk:ClientSecret")]
    [InlineData("/topapi/v2/user/getbymobile", 200, "{\"errcode\":60011}", "没有此接口的权限")]
    [InlineData("/v1.0/oauth2/accessToken", 400, "{\"code\":\"invalidClientIdOrSecret\"}", "access_token")]
    public async Task The_doctor_names_what_is_broken(string path, int status, string body, string named)
    {
        _fake.Company.Faults.Next(path, new FakeFault(status, body));
        var findings = await new DingTalkDoctor(_house.Options, _house.Api).RunAsync(default);
        Assert.Contains(named, Assert.Single(findings, finding => !finding.IsGood).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_warns_before_the_months_calls_are_used_up()
    {
        var options = _house.Options with { MonthlyCalls = 1 };
        await _house.Channel.SendToManyAsync(["staff-wang"], new Domain.Chat.OutgoingMessage("周榜"), default);
        var bad = Assert.Single(await new DingTalkDoctor(options, _house.Api).RunAsync(default), finding => !finding.IsGood);
        Assert.Contains("已用接口调用 1 次", bad.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("ding1", true)]
    public async Task The_doctor_of_missing_settings_asks_nobody(string clientId, bool isConfigured)
    {
        var options = new DingTalkOptions { ClientId = clientId, ApiBaseUrl = _fake.Url };
        Assert.Equal(isConfigured, options.IsConfigured);
        Assert.All(await new DingTalkDoctor(options, _house.Api).RunAsync(default), finding => Assert.False(finding.IsGood));
        Assert.Empty(_fake.Company.Calls);
    }
}
