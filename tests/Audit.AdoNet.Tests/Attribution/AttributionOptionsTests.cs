using Audit.AdoNet.Attribution;
using Audit.Statements;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Tests.Attribution;

public sealed class AttributionOptionsTests
{
    [Fact]
    public void What_a_kind_of_database_does_not_have_is_not_allowed_for_it()
    {
        var options = new AdoNetAttributionOptions { Modes = { [SqlDialect.Sqlite] = AttributionMode.SessionContext } };
        var result = new AttributionOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Contains("Audit:AdoNet:Attribution:Modes:Sqlite is SessionContext", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Sql_server_is_told_by_its_procedure_with_a_parameter()
    {
        using var connection = new SqliteConnection();
        using var command = SessionContext.CommandOf(connection, null, SqlDialect.SqlServer, AttributedServices.Hostile);

        Assert.Equal("EXEC sys.sp_set_session_context @key = N'audit.actor', @value = @audit_value", command.CommandText);
        Assert.Equal(("@audit_value", AttributedServices.Hostile), (command.Parameters[0].ParameterName, command.Parameters[0].Value));
    }
}
