using CsPerformance.Bot.Files;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Importing;

/// <summary>Files as people drop them into the chat, and what comes back.</summary>
internal static class Dropped
{
    private static int dropped;

    public static Task<IReadOnlyList<OutboxItem>> DropAsync(this ChatWorld world, string from, byte[] content, string name = "数据.xlsx", string text = "", string? group = null) =>
        world.HearAsync(new IncomingMessage("simulator", $"f{Interlocked.Increment(ref dropped)}", from, new Chat(group), text, [], world.Business.Now, new Attachment(name, content, false)));

    /// <summary>A workbook of one sheet: numbers as numbers, the rest as text; null is an empty cell.</summary>
    public static byte[] Book(params object?[][] rows) => Book("数据", rows);

    public static byte[] Book(string sheet, object?[][] rows) => Workbook.Write(new Sheet(
        sheet, [.. rows[0].Select(head => head?.ToString() ?? "")],
        [.. rows.Skip(1).Select(row => (IReadOnlyList<Cell>)[.. row.Select(value => value switch
        {
            int number => new Cell(number),
            decimal number => new Cell(number),
            _ => new Cell(value?.ToString()),
        })])]));

    public static Card CardOf(this IReadOnlyList<OutboxItem> items, string person) => items.Last(item => item.To.Person == person && item.Message.Card is not null).Message.Card!;

    public static Task<IReadOnlyList<OutboxItem>> PressAsync(this ChatWorld world, string from, Card card, string label) =>
        world.PressAsync(from, card.Id, card.Buttons.Single(button => button.Label == label).Key);

    /// <summary>Drops a file and presses 导入.</summary>
    public static async Task<IReadOnlyList<OutboxItem>> ImportAsync(this ChatWorld world, string from, byte[] content, string name = "数据.xlsx", string text = "") =>
        await world.PressAsync(from, (await world.DropAsync(from, content, name, text)).CardOf(from), "导入");

    public static IReadOnlyList<TableRow> RowsOf(this Attachment file) => Assert.IsType<TablesRead.Tables>(ReceivedFile.Read(file.Content)).Sheets[0].Rows;
}
