namespace Audit.Commands;

/// <summary>
/// A console command of an application. It is run by its name, for example <c>dotnet run -- db:reset --reason "new demo data"</c>; each run is
/// recorded, and what it does to databases points to it.
/// </summary>
public interface IAuditedCommand
{
    /// <summary>The name by which it is run, for example <c>db:reset</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in a line, for people who look for a command.</summary>
    string Description { get; }

    /// <summary>Runs it.</summary>
    /// <param name="arguments">The arguments behind its name, without <c>--reason</c> and <c>--yes</c>, which are the audit's.</param>
    /// <param name="cancellationToken">Cancelled when the process is asked to end, for example by Ctrl+C.</param>
    /// <returns>The exit code; 0 for success.</returns>
    Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
