using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Audit.Cli.Spooling;

/// <summary>What became of a spool.</summary>
/// <param name="Directory">The spool.</param>
/// <param name="Store">Where its events went.</param>
/// <param name="Delivered">The events that the store has now, those it had already included.</param>
/// <param name="Lost">The events that could not be read; they are declared in the log.</param>
/// <param name="Left">What is not delivered: by process.</param>
/// <param name="Failure">Why delivery ended before its end; <see langword="null"/> when it did not.</param>
internal sealed record DrainReport(string Directory, string Store, long Delivered, long Lost, IReadOnlyList<InstanceReport> Left, string? Failure)
{
    /// <summary>Whether the store has everything that there was.</summary>
    internal bool IsComplete => Left.Count == 0 && Lost == 0 && Failure is null;

    public async Task WriteAsync(Terminal terminal, bool asJson, CancellationToken cancellationToken)
    {
        if (Failure is not null)
            await terminal.Error.WriteLineAsync($"audit: {Failure}").ConfigureAwait(false);
        foreach (var held in Left.Where(static instance => instance.State == InstanceReport.Running))
            await terminal.Error.WriteLineAsync($"audit: {held.Name} belongs to a running process ({held.Process}), which delivers it by itself; it was left alone.").ConfigureAwait(false);
        foreach (var problem in Left.SelectMany(static instance => instance.Problems()))
            await terminal.Error.WriteLineAsync($"audit: {problem}").ConfigureAwait(false);
        if (asJson)
        {
            await JsonSerializer.SerializeAsync(terminal.Output, this, SpoolJson.Default.DrainReport, cancellationToken).ConfigureAwait(false);
            terminal.Output.Write("\n"u8);
            return;
        }

        if (Left.Count > 0)
            terminal.Console.Write(SpoolReport.TableOf(Left));
        terminal.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{Delivered:N0} events were delivered to {Store}.");
        if (Lost > 0)
            terminal.Console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{Lost:N0} events could not be read; the log declares them as lost.");
    }
}
