using System.Text.Json;
using Spectre.Console;

namespace Audit.Cli.Doctor;

/// <summary>What all checks found.</summary>
/// <param name="Severity">The worst of them.</param>
/// <param name="Findings">Each of them, in the order of the checks.</param>
internal sealed record DoctorReport(Severity Severity, IReadOnlyList<Finding> Findings)
{
    public static DoctorReport Of(IReadOnlyList<Finding> findings) => new(findings.Max(static finding => finding.Severity), findings);

    public async Task WriteAsync(Terminal terminal, bool asJson, CancellationToken cancellationToken)
    {
        if (asJson)
        {
            await JsonSerializer.SerializeAsync(terminal.Output, this, DoctorJson.Default.DoctorReport, cancellationToken).ConfigureAwait(false);
            terminal.Output.Write("\n"u8);
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators();
        table.AddColumn(new TableColumn("Check").NoWrap());
        table.AddColumns("State", "Found, and what to do");
        foreach (var finding in Findings)
        {
            table.AddRow(
                new Text(finding.Check),
                new Text(finding.Severity.ToString().ToLowerInvariant(), StyleOf(finding.Severity)),
                new Text(finding.Remedy is null ? finding.Message : $"{finding.Message}\n→ {finding.Remedy}"));
        }

        terminal.Console.Write(table);
        terminal.Console.MarkupLineInterpolated($"Errors: {Count(Severity.Error)}; warnings: {Count(Severity.Warning)}; without a finding: {Count(Severity.Ok)}.");
    }

    private int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    private static Style StyleOf(Severity severity) => severity switch
    {
        Severity.Error => new Style(Color.Red),
        Severity.Warning => new Style(Color.Yellow),
        _ => new Style(Color.Green),
    };
}
