using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Tests.Shapes;
using Audit.Events;
using Audit.Statements;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using MySqlConnector;
using Npgsql;
using Oracle.ManagedDataAccess.Client;

namespace Audit.AdoNet.Tests.Outcomes;

public sealed class CommandErrorTests
{
    private readonly CommandErrors _errors = new();

    public static TheoryData<Exception, SqlDialect, string> Failures => new()
    {
        { new PostgresException("duplicate", "ERROR", "ERROR", "23505"), SqlDialect.PostgreSql, "23505" },
        { new NpgsqlException("broken pipe", new IOException()), SqlDialect.PostgreSql, nameof(NpgsqlException) },
        { new SqliteException("UNIQUE constraint failed", 19, 2067), SqlDialect.Sqlite, "2067" },
        { new SqliteException("locked", 5), SqlDialect.Sqlite, "5" },
        { new SqlException(2627, "duplicate"), SqlDialect.SqlServer, "2627" },
        { new MySqlException(1062, "23000", "duplicate"), SqlDialect.MySql, "23000" },
        { new MySqlException(1205, "HY000", "lock wait"), SqlDialect.MySql, "1205" },
        { new MySqlException(1045, null, "denied"), SqlDialect.MySql, "1045" },
        { new OracleException(942, "no table"), SqlDialect.Oracle, "942" },
        { new OtherException("odd"), SqlDialect.Unknown, nameof(OtherException) },
        { new InvalidOperationException("closed"), SqlDialect.PostgreSql, nameof(InvalidOperationException) },
        { new InvalidOperationException("save", new PostgresException("duplicate", "ERROR", "ERROR", "23505")), SqlDialect.PostgreSql, "23505" },
    };

    public static TheoryData<Exception, SqlDialect, string> Cancellations => new()
    {
        { new OperationCanceledException(), SqlDialect.Sqlite, nameof(OperationCanceledException) },
        { new TaskCanceledException("request", new PostgresException("cancelled", "ERROR", "ERROR", "57014")), SqlDialect.PostgreSql, "57014" },
        { new PostgresException("statement timeout", "ERROR", "ERROR", "57014"), SqlDialect.PostgreSql, "57014" },
        { new NpgsqlException("timeout", new TimeoutException()), SqlDialect.PostgreSql, nameof(NpgsqlException) },
        { new SqliteException("interrupted", 9), SqlDialect.Sqlite, "9" },
        { new SqlException(-2, "timeout"), SqlDialect.SqlServer, "-2" },
        { new SqlException(0, "cancelled by user"), SqlDialect.SqlServer, "0" },
        { new MySqlException(1317, "70100", "interrupted"), SqlDialect.MySql, "70100" },
        { new MySqlException(-1, null, "timeout"), SqlDialect.MySql, "-1" },
        { new OracleException(1013, "user requested cancel"), SqlDialect.Oracle, "1013" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void An_error_is_a_failure_with_the_drivers_code(Exception exception, SqlDialect dialect, string code)
    {
        var error = _errors.Describe(exception, dialect);
        Assert.Equal((Outcome.Failed, code), (error.Outcome, error.Code));
    }

    [Theory]
    [MemberData(nameof(Cancellations), DisableDiscoveryEnumeration = true)]
    public void A_cancellation_and_the_callers_time_out_are_told_from_failures(Exception exception, SqlDialect dialect, string code)
    {
        var error = _errors.Describe(exception, dialect);
        Assert.Equal((Outcome.Cancelled, code), (error.Outcome, error.Code));
    }

    [Fact]
    public void A_number_means_something_to_its_own_driver_only()
    {
        Assert.Equal(Outcome.Failed, _errors.Describe(new SqliteException("interrupted", 9), SqlDialect.PostgreSql).Outcome);
        Assert.Equal(Outcome.Failed, _errors.Describe(new SqlException(1013, "other"), SqlDialect.SqlServer).Outcome);
    }

    [Fact]
    public void The_message_is_the_drivers_when_there_is_one()
    {
        var error = _errors.Describe(new InvalidOperationException("outer", new SqlException(547, "inner")), SqlDialect.SqlServer);
        Assert.Equal("inner", error.Message);
    }
}
