using System.Security.Cryptography;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>A file that a message carries, by its content.</summary>
internal sealed record FileLink(string Id, string Name, bool IsImage);

/// <summary>Contents of files, once each, by their SHA-256.</summary>
public sealed class Files
{
    private readonly Session session;

    internal Files(Session session) => this.session = session;

    /// <summary>Stores a file unless its content is known.</summary>
    /// <returns>Its id: SHA-256 of the content, hex.</returns>
    public string Keep(Attachment file)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(file.Content));
        session.Writing.Later("""
            insert into files (id, name, content, is_image) values (@id, @Name, @Content, @IsImage) on conflict (id) do nothing
            """, new { id, file.Name, file.Content, file.IsImage });
        return id;
    }

    public Attachment? Find(string id)
    {
        var row = session.First<Row>("select name, content, is_image from files where id = @id", new { id });
        return row is null ? null : new Attachment(row.Name, row.Content, row.IsImage);
    }

    internal FileLink? Link(Attachment? file) => file is null ? null : new FileLink(Keep(file), file.Name, file.IsImage);

    internal Attachment? Load(FileLink? link) =>
        link is not null && Find(link.Id) is { } file ? file with { Name = link.Name, IsImage = link.IsImage } : null;

    private sealed class Row
    {
        public string Name { get; set; } = "";

        public byte[] Content { get; set; } = [];

        public bool IsImage { get; set; }
    }
}
