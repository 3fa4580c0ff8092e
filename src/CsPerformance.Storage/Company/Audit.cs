namespace CsPerformance.Storage;

/// <summary>A look at somebody's pay.</summary>
public sealed class PayLook
{
    /// <summary>工号 of who looked.</summary>
    public string ByPerson { get; set; } = "";

    /// <summary>工号 of whose pay it was, or * for a list of all.</summary>
    public string Person { get; set; } = "";

    public string Month { get; set; } = "";

    /// <summary>How: 导出, 工资预估, api …</summary>
    public string How { get; set; } = "";

    public DateTimeOffset At { get; set; }
}

/// <summary>Every look at somebody else's pay; append-only.</summary>
public sealed class PayLooks
{
    private readonly Session session;

    internal PayLooks(Session session) => this.session = session;

    public void Add(string by, string person, string month, string how) => session.Writing.Later("""
        insert into pay_looks (by_person, person, month, how, at) values (@by, @person, @month, @how, @Now)
        """, new { by, person, month, how, session.Now });

    /// <summary>Who looked at somebody's pay, first to last.</summary>
    public IReadOnlyList<PayLook> Of(string person) => session.Query<PayLook>(
        "select by_person, person, month, how, at from pay_looks where person = @person order by id", new { person });
}

/// <summary>A command that was refused for want of a right.</summary>
public sealed class Refusal
{
    public string ByPerson { get; set; } = "";

    public string Command { get; set; } = "";

    public string Why { get; set; } = "";

    public DateTimeOffset At { get; set; }
}

/// <summary>Refused commands; append-only.</summary>
public sealed class Refusals
{
    private readonly Session session;

    internal Refusals(Session session) => this.session = session;

    public void Add(string by, string command, string why) => session.Writing.Later("""
        insert into refusals (by_person, command, why, at) values (@by, @command, @why, @Now)
        """, new { by, command, why, session.Now });

    /// <summary>The latest refusals, newest first.</summary>
    public IReadOnlyList<Refusal> Latest(int most) => session.Query<Refusal>(
        "select by_person, command, why, at from refusals order by id desc limit @most", new { most = (long)most });
}
