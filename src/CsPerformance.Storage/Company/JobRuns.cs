namespace CsPerformance.Storage;

/// <summary>One thing that was done for a period.</summary>
public sealed class JobRun
{
    public string Target { get; set; } = "";

    public DateTimeOffset DoneAt { get; set; }
}

/// <summary>What was done for a period and target. The row is the fact; that it exists once makes the job run once.</summary>
public sealed class JobRuns
{
    private readonly Session session;

    internal JobRuns(Session session) => this.session = session;

    /// <summary>True exactly once for a job, period and target, over all instances; do the job's work in the same transaction.</summary>
    public bool Once(string job, string period, string target) => session.Writing.Execute("""
        insert into job_runs (job, period, target, done_at) values (@job, @period, @target, @Now) on conflict (job, period, target) do nothing
        """, new { job, period, target, session.Now }) == 1;

    public bool Done(string job, string period, string target) => session.First<long>(
        "select count(*) from job_runs where job = @job and period = @period and target = @target", new { job, period, target }) == 1;

    /// <summary>When a job was done for a period and target; null where it was not.</summary>
    public DateTimeOffset? DoneAt(string job, string period, string target) => session.First<DateTimeOffset?>(
        "select done_at from job_runs where job = @job and period = @period and target = @target", new { job, period, target });

    /// <summary>All that a job did for a period, whatever the target, first to last.</summary>
    public IReadOnlyList<JobRun> Of(string job, string period) => session.Query<JobRun>(
        "select target, done_at from job_runs where job = @job and period = @period order by done_at, target", new { job, period });

    /// <summary>When a job was last done, for any period and target; null for never.</summary>
    public DateTimeOffset? Last(string job) =>
        session.First<DateTimeOffset?>("select done_at from job_runs where job = @job order by done_at desc limit 1", new { job });
}
