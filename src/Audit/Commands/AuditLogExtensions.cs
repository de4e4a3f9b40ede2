using Audit.Events;

namespace Audit.Commands;

/// <summary>Records runs of jobs.</summary>
public static class AuditLogExtensions
{
    /// <summary>
    /// Runs a job of any kind, for example of a scheduler, and records the run when it ended: its name, arguments, duration and result.
    /// Everything that is recorded in its course points to it (<see cref="AuditEvent.ParentId"/>).
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="name">The job's name, for example <c>nightly-prices</c>.</param>
    /// <param name="arguments">The job's arguments; secrets in them are left out of the record.</param>
    /// <param name="work">What the job does.</param>
    /// <param name="cancellationToken">Given to the work. A run that it ends is recorded as cancelled.</param>
    /// <typeparam name="T">What the job results in; of an <see cref="int"/> the value is recorded as exit code, and any but 0 as a failure.</typeparam>
    public static Task<T> RunAsync<T>(
        this IAuditLog log, string name, IReadOnlyList<string> arguments, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(work);
        return new AuditedRun(new CommandRun(name, [.. arguments]), TimeProvider.System).RunAsync(log, work, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(
        this IAuditLog log, string name, IReadOnlyList<string> arguments, Func<CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return log.RunAsync<object?>(
            name,
            arguments,
            async token =>
            {
                await work(token).ConfigureAwait(false);
                return null;
            },
            cancellationToken);
    }
}
