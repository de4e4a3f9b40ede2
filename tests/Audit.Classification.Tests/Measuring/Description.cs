using Audit.Classification.Tests.Generation;
using Audit.Statements;

namespace Audit.Classification.Tests.Measuring;

/// <summary>Tells where the truth and what the classifier told of it differ.</summary>
internal static class Description
{
    public static void Compare(Effects truth, StatementInfo info, List<string> wrong)
    {
        Compare("operations", truth.Operations, info.Operations, wrong);
        Compare("writes", truth.Writes, info.TablesWritten, wrong);
        Compare("reads", truth.Reads, info.TablesRead, wrong);
        Compare(
            "destructive",
            truth.Reasons.Select(static reason => Tell(reason.Name, Severities.Of(reason.Name), reason.Table, reason.Via)),
            info.DestructiveReasons.Select(static reason => Tell(reason.Name, reason.Severity.ToString(), reason.Table, reason.Via)),
            wrong);
        if (truth.IsOpaque != info.IsOpaque)
            wrong.Add($"opaque: {truth.IsOpaque}, told {info.IsOpaque}");
        if (truth.IsIncomplete != info.IsIncomplete)
            wrong.Add($"incomplete: {truth.IsIncomplete}, told {info.IsIncomplete}");
    }

    private static string Tell(string name, string severity, string? table, string? via) => $"{name} ({severity}) {table} {(via is null ? "" : "via " + via)}".TrimEnd();

    private static void Compare(string what, IEnumerable<string> expected, IEnumerable<string> told, List<string> wrong)
    {
        var missing = expected.Except(told, StringComparer.Ordinal).ToArray();
        var surplus = told.Except(expected, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0 || surplus.Length > 0)
            wrong.Add($"{what}: missing [{string.Join(" | ", missing)}], surplus [{string.Join(" | ", surplus)}]");
    }
}
