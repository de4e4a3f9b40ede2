using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Parameters;
using Audit.AdoNet.Transactions;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Statements;

namespace Audit.AdoNet.Guarding;

/// <summary>
/// Asks the guard about commands before they run. Every capture of ADO.NET commands goes through here. What has to be known of a guarded command
/// later is kept by the command itself, so that one instance serves all threads; of a command that nobody guards, nothing is kept.
/// </summary>
internal sealed partial class CommandGuard(
    IStatementClassifier classifier, ConnectionProfiles profiles, ParameterCapture parameters, TransactionRecorder transactions, TimeProvider time, IOperationGuard? guard = null)
{
    private readonly ConditionalWeakTable<DbCommand, GuardedCommand> _guarded = [];
    private int _everGuarded;

    /// <summary>Whether there is anything to be asked about a command: <see langword="false"/> for nearly every one.</summary>
    public bool Concerns(DbCommand command, out CommandFacts facts)
    {
        if (guard is null || !guard.IsEnabled)
        {
            facts = default;
            return false;
        }

        if (Concerns(ProfileOf(command), command.CommandText, command.CommandType, out facts))
            return true;

        // A command may be run again with another text.
        if (Volatile.Read(ref _everGuarded) != 0)
            _guarded.Remove(command);
        return false;
    }

    /// <summary>Asks about a command that is about to run, from synchronous code.</summary>
    /// <exception cref="DestructiveOperationBlockedException">It may not run.</exception>
    public void Check(DbCommand command, CommandFacts facts, CommandSource source, Guid transactionId)
    {
        _guarded.Remove(command);
        var began = Stopwatch.GetTimestamp();
        var request = RequestOf(command.CommandText, command.Parameters, facts, source, transactionId);
        if (guard!.Check(request) is not { } pass)
            return;
        var limited = pass.Limit is { } limit ? new LimitedRun(command, limit, transactions, source) : null;
        limited?.Begin(facts);
        Keep(command, new GuardedCommand(request, pass.EventId, Stopwatch.GetElapsedTime(began), time.GetUtcNow(), limited));
    }

    /// <summary>Asks about a command that is about to run.</summary>
    /// <exception cref="DestructiveOperationBlockedException">It may not run.</exception>
    public async ValueTask CheckAsync(DbCommand command, CommandFacts facts, CommandSource source, Guid transactionId, CancellationToken cancellationToken)
    {
        _guarded.Remove(command);
        var began = Stopwatch.GetTimestamp();
        var request = RequestOf(command.CommandText, command.Parameters, facts, source, transactionId);
        if (await guard!.CheckAsync(request, cancellationToken).ConfigureAwait(false) is not { } pass)
            return;
        var limited = pass.Limit is { } limit ? new LimitedRun(command, limit, transactions, source) : null;
        if (limited is not null)
            await limited.BeginAsync(facts, cancellationToken).ConfigureAwait(false);
        Keep(command, new GuardedCommand(request, pass.EventId, Stopwatch.GetElapsedTime(began), time.GetUtcNow(), limited));
    }

    /// <summary>What is to be recorded of a command beside how it ended.</summary>
    public GuardedState StateOf(DbCommand command) =>
        Find(command) is { } guarded ? new GuardedState(guarded.EventId, guarded.Waited, guarded.LetThroughAt, guarded.Limited?.Transaction) : default;

    /// <summary>Whether the rows that a command changes are limited.</summary>
    public bool IsLimited(DbCommand command) => Find(command)?.Limited is { IsOpen: true };

    /// <summary>Commits what a limited command changed, or rolls it back, from synchronous code.</summary>
    /// <param name="command">The command, whose reader, if it had one, is closed.</param>
    /// <param name="rowsAffected">The rows that it and what belongs to it changed; -1 when not known.</param>
    /// <exception cref="DestructiveOperationBlockedException">It changed more than it may, and was rolled back.</exception>
    public void End(DbCommand command, long rowsAffected)
    {
        if (Find(command) is not { Limited: { IsOpen: true } limited } guarded)
            return;

        try
        {
            if (limited.ExcessOf(rowsAffected) is { } excess)
                guarded.EventId = guard!.CheckRows(guarded.Request, excess);
        }
        catch
        {
            limited.RollBack();
            throw;
        }

        limited.Commit();
    }

    /// <summary>Commits what a limited command changed, or rolls it back.</summary>
    /// <inheritdoc cref="End"/>
    public async ValueTask EndAsync(DbCommand command, long rowsAffected, CancellationToken cancellationToken)
    {
        if (Find(command) is not { Limited: { IsOpen: true } limited } guarded)
            return;

        try
        {
            if (limited.ExcessOf(rowsAffected) is { } excess)
                guarded.EventId = await guard!.CheckRowsAsync(guarded.Request, excess, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await limited.RollBackAsync().ConfigureAwait(false);
            throw;
        }

        await limited.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A command failed: nothing of it stays.</summary>
    public void Abandon(DbCommand command)
    {
        if (Find(command)?.Limited is { IsOpen: true } limited)
            limited.Abandon();
    }

    private GuardedCommand? Find(DbCommand command) =>
        Volatile.Read(ref _everGuarded) != 0 && _guarded.TryGetValue(command, out var guarded) ? guarded : null;

    private void Keep(DbCommand command, GuardedCommand guarded)
    {
        _guarded.AddOrUpdate(command, guarded);
        Volatile.Write(ref _everGuarded, 1);
    }

    private bool Concerns(ConnectionProfile? profile, string text, CommandType type, out CommandFacts facts)
    {
        var dialect = profile?.Dialect ?? SqlDialect.Unknown;
        facts = new CommandFacts(classifier.Classify(text, dialect, profile?.DialectOptions ?? SqlDialectOptions.None, type), profile);
        return guard!.Concerns(facts.Statement) && !GuardedScope.Covers(facts.Statement);
    }

    private GuardRequest RequestOf(string text, DbParameterCollection sent, CommandFacts facts, CommandSource source, Guid transactionId) => new()
    {
        Statement = facts.Statement,
        Database = facts.Profile?.Target,
        Source = AuditContext.Current.Source ?? source,
        Parameters = parameters.Read(sent, facts.Profile?.ValueRules ?? [], out _),
        TransactionId = transactionId,
        ContentHash = () => ContentHash.Of(text, sent),
    };

    private ConnectionProfile? ProfileOf(DbCommand command)
    {
        try
        {
            return ProfileOf(command.Connection);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or DbException)
        {
            // Such a connection cannot run the command either; its statement is judged without its database.
            return null;
        }
    }

    private ConnectionProfile? ProfileOf(DbConnection? connection) => connection is null ? null : profiles.Of(connection);

    /// <summary>What is known of a guarded command.</summary>
    private sealed class GuardedCommand(GuardRequest request, Guid eventId, TimeSpan waited, DateTimeOffset letThroughAt, LimitedRun? limited)
    {
        public GuardRequest Request => request;

        public TimeSpan Waited => waited;

        public DateTimeOffset LetThroughAt => letThroughAt;

        public Guid EventId { get; set; } = eventId;

        public LimitedRun? Limited => limited;
    }
}

/// <summary>What is known of a command before it runs.</summary>
internal readonly record struct CommandFacts(StatementInfo Statement, ConnectionProfile? Profile);

/// <summary>What a guarded command's event has to say.</summary>
/// <param name="Attempt">The event of the attempt to run it; <see cref="Guid.Empty"/> for none.</param>
/// <param name="Waited">How long it was held back, which captures cannot tell from the time that it took.</param>
/// <param name="LetThroughAt">When that was over: a command begins after its attempt.</param>
/// <param name="Transaction">The transaction that it was run in to be undone, if need be.</param>
internal readonly record struct GuardedState(Guid Attempt, TimeSpan Waited, DateTimeOffset LetThroughAt, TransactionRecord? Transaction);
