using System.Globalization;
using System.Text.Json;
using Audit.Spooling.Adoption;
using Spectre.Console;

namespace Audit.Cli.Spooling;

/// <summary>What lies in a spool.</summary>
/// <param name="Directory">The spool.</param>
/// <param name="Instances">What each process has in it.</param>
/// <param name="Events">The events that no running process will deliver.</param>
/// <param name="HasProblems">Whether something is damaged, was put there by somebody else, or cannot be read.</param>
internal sealed record SpoolReport(string Directory, IReadOnlyList<InstanceReport> Instances, long Events, bool HasProblems)
{
    public static SpoolReport Of(string directory, IReadOnlyList<SurveyedSpool> found) => new(
        directory,
        [.. found.Select(InstanceReport.Of)],
        found.Where(static spool => !spool.IsRunning).Sum(static spool => spool.Events),
        found.Any(static spool => spool.Gaps.Count + spool.Refused.Count + spool.Damaged.Count > 0 || spool.Problem is not null));

    /// <summary>The instances that running processes hold.</summary>
    public IEnumerable<InstanceReport> Held() => Instances.Where(static instance => instance.State == InstanceReport.Running);

    public async Task WriteAsync(Terminal terminal, bool asJson, CancellationToken cancellationToken)
    {
        if (asJson)
        {
            await JsonSerializer.SerializeAsync(terminal.Output, this, SpoolJson.Default.SpoolReport, cancellationToken).ConfigureAwait(false);
            terminal.Output.Write("\n"u8);
            return;
        }

        if (Instances.Count > 0)
            terminal.Console.Write(TableOf(Instances));
        foreach (var problem in Instances.SelectMany(static instance => instance.Problems()))
            await terminal.Error.WriteLineAsync($"audit: {problem}").ConfigureAwait(false);
        terminal.Console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{Events:N0} events wait in {Directory} for a process to deliver them{(Held().Sum(static instance => instance.Events) is var held and > 0 ? $", {held:N0} more in the hands of running processes" : "")}.");
    }

    public static Table TableOf(IEnumerable<InstanceReport> instances)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn(new TableColumn("Directory").NoWrap());
        table.AddColumns("Of", "State", "Segments", "Bytes", "Events", "Oldest (UTC)", "Sequences");
        foreach (var instance in instances)
        {
            table.AddRow(
                new Text(instance.Name),
                new Text(instance.Process),
                new Text(instance.State),
                new Text(instance.Segments.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(instance.FileBytes.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(instance.Events.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(instance.OldestAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? ""),
                new Text(instance.LastSequence == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{instance.FirstSequence}–{instance.LastSequence}")));
        }

        return table;
    }
}
