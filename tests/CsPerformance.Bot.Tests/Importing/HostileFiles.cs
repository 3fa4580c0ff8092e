using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Importing;

/// <summary>Files that are broken, too large or made to hurt: each is answered with a sentence, and nothing is unpacked that need not be.</summary>
public sealed class HostileFiles
{
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public static TheoryData<string> Names() => [.. Files.Keys];

    private static readonly Dictionary<string, Func<byte[]>> Files = new()
    {
        ["empty"] = () => [],
        ["a page"] = () => Encoding.UTF8.GetBytes("<html><body>" + new string('a', 100) + "</body></html>"),
        ["a picture"] = () => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13],
        ["only PK"] = () => [0x50, 0x4B, 3, 4],
        ["an end without a directory"] = () => [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 255, 255, 255, 255, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0],
        ["an old book that is none"] = () => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. Enumerable.Repeat((byte)7, 2_000)],
        ["an old book that points at itself"] = () => [.. new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }, .. new byte[4_000]],
        ["more than 10 MB"] = () => new byte[TableBounds.MostBytes + 1],
        ["a zip without a book"] = () => Zip(("word/document.xml", "<w/>")),
        ["60 MB of zeros"] = () => Zip(("xl/workbook.xml", "<x/>"), ("xl/worksheets/sheet1.xml", new string('0', 60_000_000))),
        ["two thousand entries"] = () => Zip([("xl/workbook.xml", "<x/>"), .. Enumerable.Range(0, 2_000).Select(i => ($"x{i}", ""))]),
        ["sixty sheets"] = () => Zip([("xl/workbook.xml", "<x/>"), .. Enumerable.Range(0, 60).Select(i => ($"xl/worksheets/sheet{i}.xml", ""))]),
        ["a million shared strings"] = () => Book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", string.Concat(Enumerable.Repeat("<si><t>x</t></si>", 1_000_000))),
        ["a million empty strings"] = () => Book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", string.Concat(Enumerable.Repeat("<si/>", 1_000_000))),
        ["sizes that lie"] = () => Lying(Book(string.Concat(Enumerable.Range(1, 30_000).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\"><v>1</v></c></row>")))),
        ["too many rows"] = () => Book(string.Concat(Enumerable.Range(1, 20_001).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\"><v>1</v></c></row>"))),
        ["too many columns"] = () => Book("<row r=\"1\">" + string.Concat(Enumerable.Range(0, 300).Select(i => $"<c r=\"{Table.Letters(i)}1\"><v>1</v></c>")) + "</row>"),
        ["the last cell of all"] = () => Book("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"),
        ["an entity that explodes"] = () => Book("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&b;</t></is></c></row>", declaration: "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"),
        ["a deep nest"] = () => Book(string.Concat(Enumerable.Repeat("<row>", 200_000))),
        ["xml that ends too early"] = () => Book("<row r=\"1\"><c r=\"A1\"><v>1"),
        ["a quote that is never closed"] = () => Encoding.UTF8.GetBytes("工号,工单量\n\"10002,1\n10003,2\n"),
        ["a line of 5 MB"] = () => Encoding.UTF8.GetBytes("工号,工单量\n" + new string('1', 5_000_000)),
        ["five million separators"] = () => Encoding.UTF8.GetBytes(new string(',', 5_000_000)),
        ["a million lines"] = () => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1_000_000))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_with_a_sentence(string name)
    {
        var read = ReceivedFile.Read(Files[name]());
        if (name is "a page" or "a million empty strings") return; // May be read as a table; what matters is that it ends.
        Assert.Matches("[。]$", Assert.IsType<TablesRead.Refused>(read).Why);
    }

    [Fact]
    public async Task Is_answered_in_the_chat_without_a_card()
    {
        await using var world = await ChatWorld.OpenAsync();
        foreach (var name in new[] { "60 MB of zeros", "an old book that is none", "a quote that is never closed", "a page" })
        {
            var heard = await world.DropAsync("10001", Files[name](), "数据.xlsx");
            Assert.NotEmpty(heard.To("10001"));
            Assert.DoesNotContain(heard, item => item.Message.Card is not null);
        }
    }

    [Fact]
    public void Bytes_changed_at_random_never_throw()
    {
        var random = new Random(20261125);
        byte[][] sound = [Book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45000</v></c></row>", "<si><t>工号</t></si>", level: CompressionLevel.NoCompression), OldBook(), Encoding.UTF8.GetBytes("工号,工单量\n10002,\"1\"\n")];
        for (var i = 0; i < 600; i++)
        {
            var bytes = (byte[])sound[i % sound.Length].Clone();
            for (var n = random.Next(1, 6); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (i % 7 == 0) bytes = bytes[..random.Next(bytes.Length)];
            Assert.NotNull(ReceivedFile.Read(bytes));
        }
    }

    [Fact]
    public void An_old_book_is_read_with_its_days_and_numbers()
    {
        var rows = Assert.IsType<TablesRead.Tables>(ReceivedFile.Read(OldBook())).Sheets[0].Rows;
        Assert.Equal(["工号", "姓名", "月份", "智齿会话", "工单量"], rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal(new DateOnly(2026, 10, 1), rows[1][2].Day);
        Assert.Equal(5200m, rows[1][3].Number);
    }

    private static byte[] OldBook() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Importing", "old.xls"));

    private static byte[] Book(string rows, string strings = "<si><t>x</t></si>", string declaration = "", CompressionLevel level = CompressionLevel.Optimal) => Zip(
        level,
        ("[Content_Types].xml", $"{Head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/></Types>"),
        ("_rels/.rels", $"{Head}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", $"{Head}<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"数据\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"{Head}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"),
        ("xl/sharedStrings.xml", $"{Head}<sst xmlns=\"{Main}\">{strings}</sst>"),
        ("xl/worksheets/sheet1.xml", $"{Head}{declaration}<worksheet xmlns=\"{Main}\"><sheetData>{rows}</sheetData></worksheet>"));

    private static byte[] Zip(params (string Name, string Text)[] entries) => Zip(CompressionLevel.Fastest, entries);

    private static byte[] Zip(CompressionLevel level, params (string Name, string Text)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }

    /// <summary>Every entry says that it unpacks to 100 bytes.</summary>
    private static byte[] Lying(byte[] zip)
    {
        for (var i = 0; i + 30 < zip.Length; i++)
        {
            var signature = BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(i));
            if (signature == 0x02014b50) BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(i + 24), 100);
            if (signature == 0x04034b50) BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(i + 22), 100);
        }
        return zip;
    }
}
