using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Domain.Time;
using Npgsql;

namespace CsPerformance.Chaos;

/// <summary>What became of the boards that were asked for, each of them looked for in its group and in the store.</summary>
/// <param name="Shown">Seen in their groups, each once.</param>
/// <param name="Unknown">Seen by nobody, and listed as unknown for an admin.</param>
/// <param name="Twice">Seen more than once; those too that fell due before the first one that was waited for.</param>
/// <param name="Never">Seen by nobody, and no admin is told.</param>
/// <param name="Misstored">Without a row of their own in the store, or with several, or neither sent nor unknown.</param>
/// <param name="Unmarked">Without a job run, or with several.</param>
internal sealed record Boards(int Asked, int Shown, int Unknown, int Twice, int Never, int Misstored, int Unmarked)
{
    public bool AreExact => Asked > 0 && Shown + Unknown == Asked && (Twice, Never, Misstored, Unmarked) == (0, 0, 0, 0);

    public override string ToString() =>
        $"shown {Shown} of {Asked}, unknown {Unknown}, delivered twice {Twice}, never delivered {Never}; in the store {Misstored} not once as sent or unknown, {Unmarked} without one job run";

    /// <param name="asked">The team of each board and the week that it is about.</param>
    /// <param name="shown">What each group was shown, and how often each.</param>
    public static async Task<Boards> OfAsync(Ground ground, IEnumerable<(string Team, Week Week)> asked, IReadOnlyDictionary<(string To, string Text), int> shown)
    {
        await using var source = NpgsqlDataSource.Create(ground.Options.ConnectionString);
        var (all, once, unknown, never, misstored, unmarked) = (0, 0, 0, 0, 0, 0);
        foreach (var (team, week) in asked)
        {
            all++;
            var times = shown.Where(board => board.Key.To == team && board.Key.Text.Contains($"{SheetText.Of(week)} 周榜", StringComparison.Ordinal)).Sum(board => board.Value);
            var states = await ReadAsync<string>(source, "select state from outbox where recipient = $1 and dedupe_key like 'weekly-board:' || $2 || ':%'", team, week);
            if (times == 1) once++;
            if (times == 0 && states is ["unknown"]) unknown++;
            if (times == 0 && states is not ["unknown"]) never++;
            if (states is not ["sent" or "unknown"]) misstored++;
            if (await ReadAsync<long>(source, "select 1::bigint from job_runs where job = 'weekly-board' and target = $1 and period = $2", team, week) is not [_]) unmarked++;
        }
        // By the first line, so that one that says something else below counts as a second one.
        var twice = shown.GroupBy(board => (board.Key.To, Head: board.Key.Text.Split('\n')[0])).Count(board => board.Sum(text => text.Value) > 1);
        return new Boards(all, once, unknown, twice, never, misstored, unmarked);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, string sql, string team, Week week)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("group:" + team);
        command.Parameters.AddWithValue(week.ToString());
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }
}
