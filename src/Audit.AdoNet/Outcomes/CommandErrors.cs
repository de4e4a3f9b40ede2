using System.Data.Common;
using Audit.Events;
using Audit.Guarding;
using Audit.Statements;

namespace Audit.AdoNet.Outcomes;

/// <summary>Tells from an exception how a command ended.</summary>
internal sealed class CommandErrors
{
    private const int SqliteInterrupt = 9;
    private const int SqlServerTimeout = -2;
    private const int MySqlTimeout = -1;
    private const int OracleUserCancelled = 1013;

    private readonly DriverErrorCode _codes = new();

    /// <summary>Describes the error of a command.</summary>
    /// <param name="exception">What the driver threw, also wrapped in what the driver's caller threw.</param>
    /// <param name="dialect">The dialect of the connection: numbers of errors mean something to their driver only.</param>
    public CommandError Describe(Exception exception, SqlDialect dialect)
    {
        if (exception is DestructiveOperationBlockedException refusal)
            return new CommandError(refusal.IsRolledBack ? Outcome.RolledBack : Outcome.Blocked, nameof(DestructiveOperationBlockedException), refusal.Message);

        var driver = FindDriverException(exception);
        var outcome = IsCancellation(exception) || (driver is not null && IsCancelled(driver, dialect)) ? Outcome.Cancelled : Outcome.Failed;
        var told = driver ?? exception;
        return new CommandError(outcome, (driver is null ? null : _codes.Of(driver)) ?? told.GetType().Name, told.Message);
    }

    /// <summary>The exception of a driver within an exception; <see langword="null"/> when there is none.</summary>
    public static DbException? FindDriverException(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException driver)
                return driver;
        }

        return null;
    }

    private static bool IsCancellation(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is OperationCanceledException or TimeoutException)
                return true;
        }

        return false;
    }

    private bool IsCancelled(DbException exception, SqlDialect dialect) => dialect switch
    {
        // query_canceled: by the client's request, or by statement_timeout, which the client set.
        SqlDialect.PostgreSql => exception.SqlState == "57014",
        SqlDialect.Sqlite => (_codes.NumberOf(exception) & 0xFF) == SqliteInterrupt,
        SqlDialect.SqlServer => _codes.NumberOf(exception) is 0 or SqlServerTimeout,
        SqlDialect.MySql => exception.SqlState == "70100" || _codes.NumberOf(exception) == MySqlTimeout,
        SqlDialect.Oracle => _codes.NumberOf(exception) == OracleUserCancelled,
        _ => false,
    };
}
