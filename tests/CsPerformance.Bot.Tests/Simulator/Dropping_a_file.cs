using System.Net;
using System.Text.Json;
using CsPerformance.Bot.Tests.Hosting;
using CsPerformance.Bot.Tests.Importing;

namespace CsPerformance.Bot.Tests.Simulator;

/// <summary>A file in a call to the simulator, as the page sends it.</summary>
public sealed class Dropping_a_file
{
    [Fact]
    public async Task Is_previewed_stored_once_pressed_and_its_sheet_of_errors_can_be_fetched()
    {
        await using var bot = await RunningBot.StartAsync();
        var book = Dropped.Book(["工号", "工单量"], ["10002", 310], ["10099", 1]);
        var heard = (await DropAsync(bot, "10001", "数据.xlsx", book)).Single();
        var card = heard.GetProperty("card");
        Assert.Contains("A3 工号不存在(10099)", heard.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(["导入", "下载错误表", "取消"], card.GetProperty("buttons").EnumerateArray().Select(button => button.GetProperty("label").GetString()!));
        var errors = (await bot.PostAsync("/simulator/buttons", Json("10001", card, "2"))).Body.GetProperty("messages")[0].GetProperty("file");
        var sheet = await bot.Http.GetByteArrayAsync(errors.GetProperty("url").GetString());
        Assert.Contains("10099", string.Join(' ', new Domain.Chat.Attachment("", sheet, false).RowsOf().SelectMany(row => row.Cells).Select(cell => cell.Text)), StringComparison.Ordinal);
        var done = (await bot.PostAsync("/simulator/buttons", Json("10001", card, "1"))).Body;
        Assert.Contains("工单量 1个", done.ToString(), StringComparison.Ordinal);
        Assert.Contains("已处理", (await bot.PostAsync("/simulator/buttons", Json("10001", card, "1"))).Body.ToString(), StringComparison.Ordinal);
        Assert.Contains("310", (await bot.SayAsync("10002", "为什么 工单量")).Single().Text, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonElement>> DropAsync(RunningBot bot, string from, string name, byte[] content)
    {
        var (status, body) = await bot.PostAsync("/simulator/messages", JsonSerializer.Serialize(new { from, chat = "direct", text = "", file = new { name, base64 = Convert.ToBase64String(content) } }));
        Assert.Equal(HttpStatusCode.OK, status);
        return [.. body.GetProperty("messages").EnumerateArray()];
    }

    private static string Json(string from, JsonElement card, string key) => JsonSerializer.Serialize(new { from, card = card.GetProperty("id").GetString(), key });
}
