using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using System.Xml.Linq;
using CsPerformance.Channels.Protocol;
using CsPerformance.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>The least that takes a callback and does not lose it: verify, decrypt, parse, one row in a group commit, 200. What the product is compared with.</summary>
internal static class BareServer
{
    private const int MostAtOnce = 256;

    public static async Task RunAsync(int port, StoreProvider provider, string connectionString)
    {
        await using DbDataSource source = provider == StoreProvider.Postgres ? NpgsqlDataSource.Create(connectionString) : SqliteFactory.Instance.CreateDataSource(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        if (provider == StoreProvider.Sqlite) await RunAsync(connection, "pragma journal_mode = wal; pragma synchronous = full");
        await RunAsync(connection, "create table bare (key text primary key, sender text not null, content text not null)");
        var rows = Channel.CreateBounded<Row>(4096);
        var writing = Task.Run(() => WriteAsync(connection, rows.Reader));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await using var app = builder.Build();
        var crypto = new CallbackCrypto(SignedCallbacks.Token, SignedCallbacks.Key, SignedCallbacks.Corp);
        app.MapGet("/readyz", () => Results.Ok());
        app.MapPost("/wecom/callback", context => TakeAsync(context, crypto, rows.Writer));
        await app.RunAsync();
        rows.Writer.Complete();
        await writing;
    }

    private static async Task TakeAsync(HttpContext context, CallbackCrypto crypto, ChannelWriter<Row> rows)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var query = context.Request.Query;
        var encrypt = XElement.Parse(await reader.ReadToEndAsync()).Element("Encrypt")!.Value;
        if (!crypto.IsSigned(query["msg_signature"].ToString(), query["timestamp"]!, query["nonce"]!, encrypt) || crypto.Decrypt(encrypt) is not { } plain)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var message = XElement.Parse(plain);
        var row = new Row(message.Element("MsgId")!.Value, message.Element("FromUserName")!.Value, message.Element("Content")!.Value);
        await rows.WriteAsync(row);
        await row.Stored.Task;
    }

    private static async Task WriteAsync(DbConnection connection, ChannelReader<Row> rows)
    {
        var batch = new List<Row>(MostAtOnce);
        while (await rows.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && rows.TryRead(out var row)) batch.Add(row);
            await InsertAsync(connection, batch);
            foreach (var row in batch) row.Stored.SetResult();
            batch.Clear();
        }
    }

    private static async Task InsertAsync(DbConnection connection, List<Row> rows)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (connection is NpgsqlConnection postgres)
        {
            await using var all = new NpgsqlCommand("insert into bare select * from unnest($1, $2, $3) on conflict do nothing", postgres);
            all.Parameters.AddWithValue(rows.ConvertAll(row => row.Key));
            all.Parameters.AddWithValue(rows.ConvertAll(row => row.From));
            all.Parameters.AddWithValue(rows.ConvertAll(row => row.Content));
            await all.ExecuteNonQueryAsync();
        }
        else
        {
            await using var each = ((SqliteConnection)connection).CreateCommand();
            each.Transaction = (SqliteTransaction)transaction;
            each.CommandText = "insert into bare values ($key, $from, $content) on conflict do nothing";
            var (key, from, content) = (each.Parameters.Add("$key", SqliteType.Text), each.Parameters.Add("$from", SqliteType.Text), each.Parameters.Add("$content", SqliteType.Text));
            foreach (var row in rows)
            {
                (key.Value, from.Value, content.Value) = (row.Key, row.From, row.Content);
                each.ExecuteNonQuery();
            }
        }
        await transaction.CommitAsync();
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Row(string Key, string From, string Content)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
