using System.Xml.Linq;
using CsPerformance.Bot.Charts;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Time;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Bot.Tests.Jobs;

/// <summary>The picture behind the words of the weekly board. Drawing needs rsvg-convert, which the test run installs.</summary>
public sealed class PictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("csp-picture-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_picture_follows_its_words_once_and_is_a_png_below_the_limit_of_the_platforms()
    {
        await using var office = await OnMondayAsync();
        for (var i = 0; i < 2; i++) await office.RunDueAsync(new PngTool(NullLogger<PngTool>.Instance));
        await office.ReopenAsync();
        await office.RunDueAsync(new PngTool(NullLogger<PngTool>.Instance));

        var toGroup = (await office.PushedAsync()).Where(item => item.To.Group == Office.One).ToList();
        Assert.Equal(2, toGroup.Count);
        Assert.Contains("周榜", toGroup[0].Message.Text, StringComparison.Ordinal);
        var picture = toGroup[1].Message.File!;
        Assert.True(picture.IsImage);
        Assert.Equal("客服一组周榜.png", picture.Name);
        Assert.Equal([0x89, .. "PNG"u8], picture.Content.Take(4));
        Assert.InRange(picture.Content.Length, 1000, 2 * 1024 * 1024);
        // Who keeps the pictures of the tests can look at them.
        if (Environment.GetEnvironmentVariable("CSP_TEST_PICTURES") is { Length: > 0 } folder) await File.WriteAllBytesAsync(Path.Combine(folder, "board.png"), picture.Content);
        Assert.DoesNotContain(await office.PushedAsync(), item => item.To.Group == Office.Two && item.Message.File is not null);
    }

    [Fact]
    public async Task Without_the_program_the_words_go_alone_and_the_log_says_so_once()
    {
        await using var office = await OnMondayAsync();
        var log = new Lines();
        var tool = new PngTool(log, "no-such-program");
        await office.RunDueAsync(tool);
        Assert.Null(await tool.DrawAsync("<svg/>", CancellationToken.None));
        Assert.Single(await office.PushedAsync(), item => item.To.Group == Office.One);
        Assert.Contains("no-such-program", Assert.Single(log.Said), StringComparison.Ordinal);
        // Installed a minute later it draws nothing for a board that went out without.
        await office.RunDueAsync(new PngTool(NullLogger<PngTool>.Instance));
        Assert.Single(await office.PushedAsync(), item => item.To.Group == Office.One);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho broken >&2; exit 3", "broken")]
    [InlineData("#!/bin/sh\ncat > /dev/null; echo no picture", "结束码 0")]
    [InlineData("#!/bin/sh\nexit 0", "")]
    [InlineData("#!/bin/sh\nsleep 600", "已终止")]
    public async Task A_program_that_fails_or_hangs_holds_nothing_up(string script, string said)
    {
        await using var office = await OnMondayAsync();
        var program = Path.Combine(_folder, "draw");
        await File.WriteAllTextAsync(program, script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var log = new Lines();
        await office.RunDueAsync(new PngTool(log, program, TimeSpan.FromSeconds(2)));
        var pushed = await office.PushedAsync();
        Assert.Single(pushed, item => item.To.Group == Office.One);
        Assert.Single(pushed, item => item.To.Person == Office.Fang);
        Assert.Contains(said, Assert.Single(log.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_program_that_hung_the_next_pictures_do_not_wait_for_it()
    {
        var program = Path.Combine(_folder, "draw");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho begun >> \"$0.log\"; sleep 600");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var tool = new PngTool(NullLogger<PngTool>.Instance, program, TimeSpan.FromSeconds(2));
        for (var i = 0; i < 3; i++) Assert.Null(await tool.DrawAsync("<svg/>", CancellationToken.None));
        Assert.Single(await File.ReadAllLinesAsync(program + ".log"));
    }

    [Fact]
    public async Task A_picture_hours_behind_its_words_is_left_out()
    {
        await using var office = await OnMondayAsync();
        await office.Store.WriteAsync(transaction => transaction.JobRuns.Once("weekly-board", "2026-W48", "team:" + Office.One));
        office.MoveTo("2026-11-30T12:00:00");
        await office.RunDueAsync(new PngTool(NullLogger<PngTool>.Instance));
        Assert.DoesNotContain(await office.PushedAsync(), item => item.To.Group == Office.One);
    }

    [Fact]
    public async Task It_shows_what_the_words_show_and_nobody_else_no_pay_and_no_deduction()
    {
        await using var office = await OnMondayAsync();
        await office.ItemAsync(Office.Qiang, "wrong_ticket", "2026-11-25", reason: "漏填单号");
        var words = await DrawnAsync(office);
        foreach (var fact in new[] { "客服一组 周榜", "11月23日至11月29日", "王芳", "7530", "团队合计", "kf-2017" }) Assert.Contains(fact, words, StringComparison.Ordinal);
        foreach (var secret in new[] { "李强", "王磊", "漏填单号", "错误工单", "元" }) Assert.DoesNotContain(secret, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>&\"'>")]
    [InlineData("一个非常非常非常非常非常长的名字连一行也放不下")]
    [InlineData("😀\u0001\uD800王\uFFFE")]
    [InlineData("بازدید")]
    public async Task A_name_of_any_kind_costs_no_picture(string name)
    {
        await using var office = await OnMondayAsync();
        var board = await BoardAsync(office);
        var row = board.Rows[0];
        var svg = BoardChart.Of("客服一组 周榜", "11月23日至11月29日", board with { Rows = [row with { Rated = row.Rated with { Name = name } }] })!;
        XDocument.Parse(svg);
        Assert.NotNull(await new PngTool(NullLogger<PngTool>.Instance).DrawAsync(svg, CancellationToken.None));
    }

    [Fact]
    public async Task Many_equal_places_are_counted_where_there_is_no_room_for_them()
    {
        await using var office = await OnMondayAsync();
        var board = await BoardAsync(office);
        var row = board.Rows[0];
        var svg = BoardChart.Of("客服一组 周榜", "11月23日至11月29日", board with { Rows = [.. Enumerable.Range(0, 100).Select(_ => row)] })!;
        Assert.Contains("并列的还有88人", svg, StringComparison.Ordinal);
    }

    /// <summary>Monday, the board's minute; 王芳 has all her figures and a praise.</summary>
    private static async Task<Office> OnMondayAsync()
    {
        var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-25", reason: "客户书面表扬");
        office.MoveTo("2026-11-30T09:07:00");
        return office;
    }

    private static Task<Board> BoardAsync(Office office) =>
        office.Store.ReadAsync(session => new Boards(office.Scores, office.Schemes, office.Clock).OfWeek(session, Office.One, Week.Of(new DateOnly(2026, 11, 25))));

    private static async Task<string> DrawnAsync(Office office) =>
        string.Join('\n', XDocument.Parse(BoardChart.Of("客服一组 周榜", "11月23日至11月29日", await BoardAsync(office))!).Descendants().Where(one => one.Name.LocalName == "text").Select(one => one.Value));

    private sealed class Lines : ILogger<PngTool>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
