using System.Globalization;
using System.Text.RegularExpressions;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>Everything that is wrong with a scheme, and everything that its author should know before it counts.</summary>
public static partial class SchemeChecker
{
    /// <param name="scheme">The scheme as it was read; null: the document is read here.</param>
    /// <returns>
    /// The faults, and the remarks on what is not faulty, in the order of the file; never an exception, whatever the document holds.
    /// </returns>
    public static IReadOnlyList<Remark> Check(SchemeDocument document, Scheme? scheme, LawTables law)
    {
        if (scheme is null)
        {
            var reading = SchemeReader.Read(document);
            if (reading.Scheme is null)
            {
                IReadOnlyList<Remark> faults = [.. reading.Faults.Select(OfFault)];
                // A name that only a faulty entry uses would seem unused.
                return Remainder.Of(document, faults) is not { } rest ? faults
                    : [.. faults.Concat(Remarks(document, rest, law).Where(remark => remark.Code != "unused")).OrderBy(remark => remark.Line).ThenBy(remark => !remark.IsFault)];
            }
            scheme = reading.Scheme;
        }
        return [.. Remarks(document, scheme, law).OrderBy(remark => remark.Line).ThenBy(remark => remark.Code, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<Remark> Remarks(SchemeDocument document, Scheme scheme, LawTables law)
    {
        var ground = new Ground(document, scheme, law);
        BandChecks.Run(ground);
        TotalChecks.Run(ground);
        NameChecks.Run(ground);
        RuleChecks.Run(ground);
        OpposedChecks.Run(ground);
        CliffChecks.Run(ground);
        RiskChecks.Run(ground);
        PayFloorChecks.Run(ground);
        return ground.Remarks;
    }

    /// <summary>A fault of the reader in the same form as a remark.</summary>
    public static Remark OfFault(Fault fault)
    {
        var match = PlaceForm().Match(fault.Place);
        var line = match.Success && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var place = match.Success && match.Groups[2].Value is { Length: > 0 } rest ? rest : match.Success ? "文件" : fault.Place;
        return new(fault.File, line, place, fault.Problem, "方案不能启用", fault.Nearest is { } nearest ? $"是否想写 “{nearest}”？" : "改正这一处", Remark.FaultCode);
    }

    [GeneratedRegex(@"\A第 (\d+) 行 ?(.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex PlaceForm();
}
