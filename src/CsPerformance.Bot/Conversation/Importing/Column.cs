using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>What a column of a received file holds.</summary>
internal enum ColumnKind
{
    Unknown,
    Number,
    Name,
    Nickname,
    Team,
    Role,
    Position,
    Grade,

    /// <summary>在职 or 离职.</summary>
    Status,

    /// <summary>离职日期: the last day of employment.</summary>
    LeftOn,

    /// <summary>入职日期: the first day of employment, or of coming back.</summary>
    JoinedOn,
    Month,
    Day,
    Item,
    Points,
    Count,
    Reason,
    Reference,

    /// <summary>What a subject is: 门店, 客服中心, 客户.</summary>
    Kind,

    /// <summary>A metric, rating, check or attribute of a scheme; <see cref="Column.Term"/> is its name.</summary>
    Term,
}

/// <param name="Index">From 0.</param>
/// <param name="Head">As it stands in the file.</param>
/// <param name="Term">The name in its plain form, where the column is a term of a scheme.</param>
/// <param name="Assessor">Who gave the marks, in plain form, where the head says so: 服务质量(内部).</param>
internal sealed record Column(int Index, string Head, ColumnKind Kind, string Term = "", string? Assessor = null)
{
    private static readonly (ColumnKind Kind, string[] Words)[] _fixed =
    [
        (ColumnKind.Number, ["工号", "员工号", "员工编号", "员工工号", "人员编号", "编号", "对象编号", "门店编号", "客户编号", "中心编号"]),
        (ColumnKind.Name, ["姓名", "名字", "员工姓名", "客服姓名", "客服", "坐席", "人员", "人", "员工", "名称", "对象", "门店", "店铺", "客户", "中心", "客服中心", "对象名称", "门店名称", "客户名称"]),
        (ColumnKind.Nickname, ["花名", "昵称", "别名"]),
        (ColumnKind.Team, ["小组", "组", "组别", "团队", "班组", "所属小组"]),
        (ColumnKind.Role, ["角色"]),
        (ColumnKind.Position, ["岗位", "职位", "岗位类型"]),
        (ColumnKind.Grade, ["等级", "级别", "职级"]),
        (ColumnKind.Status, ["状态", "在职状态", "是否在职", "人员状态"]),
        (ColumnKind.LeftOn, ["离职日期", "离职日", "离职时间", "最后工作日"]),
        (ColumnKind.JoinedOn, ["入职日期", "入职日", "入职时间", "到岗日期", "复职日期"]),
        (ColumnKind.Month, ["月份", "考核月", "考核月份", "考核期", "期间", "月", "季度", "考核季度"]),
        (ColumnKind.Day, ["日期", "发生日期", "时间", "发生时间", "日子"]),
        (ColumnKind.Item, ["项目", "考核项目", "加减分项目", "加扣分项目", "加减分项", "事项", "扣分项", "加分项", "扣分项目", "加分项目"]),
        (ColumnKind.Points, ["分数", "分值", "扣分", "加分", "得分", "加减分", "绩效分"]),
        (ColumnKind.Count, ["次数", "数量", "条数"]),
        (ColumnKind.Reason, ["原因", "说明", "备注", "事由", "理由", "描述", "扣分原因", "加分原因"]),
        (ColumnKind.Kind, ["类型", "类别", "对象类型", "对象类别"]),
        (ColumnKind.Reference, ["会话号", "会话", "会话编号", "工单号", "工单", "工单编号", "订单号", "单号", "凭证", "凭证号"]),
    ];

    private static readonly Dictionary<string, ColumnKind> _kinds = _fixed.SelectMany(row => row.Words.Select(word => (word, row.Kind))).ToDictionary(pair => pair.word, pair => pair.Kind);

    public bool IsPerson => Kind is ColumnKind.Number or ColumnKind.Name or ColumnKind.Nickname;

    /// <param name="names">Names of the terms that a column may be, in plain form.</param>
    /// <param name="forItems">The header has a column for items: 会话 is then a reference, not a figure.</param>
    public static Column Of(int index, string head, IReadOnlySet<string> names, bool forItems)
    {
        var plain = Plain(head);
        var (stem, inside) = Split(plain);
        var isFixed = _kinds.TryGetValue(plain, out var kind) || _kinds.TryGetValue(stem, out kind);
        if (isFixed && (forItems || kind < ColumnKind.Item)) return new(index, head, kind);
        if (names.Contains(plain)) return new(index, head, ColumnKind.Term, plain);
        if (names.Contains(stem)) return new(index, head, ColumnKind.Term, stem, inside);
        return new(index, head, isFixed ? kind : ColumnKind.Unknown);
    }

    public static bool IsItem(string head) => _kinds.TryGetValue(Split(Plain(head)).Stem, out var kind) && kind == ColumnKind.Item;

    /// <summary>As two heads are compared: half width, lower case, without spaces and marks such as *.</summary>
    public static string Plain(string head) => string.Concat(Sentence.Fold(head).Where(character => !char.IsWhiteSpace(character) && character is not ('*' or ':' or ',')));

    /// <summary>服务质量(内部) is 服务质量 and 内部.</summary>
    private static (string Stem, string? Inside) Split(string plain)
    {
        var open = plain.IndexOf('(', StringComparison.Ordinal);
        return open <= 0 || !plain.EndsWith(')') ? (plain, null) : (plain[..open], plain[(open + 1)..^1]);
    }
}
