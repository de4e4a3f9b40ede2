using Audit.Cli.Classify;
using Audit.Cli.Coverage;
using Audit.Statements;

namespace Audit.Cli.Tests.Coverage;

/// <summary>What an application sent, what the log holds of it, and what the server says that it was, are one statement.</summary>
public sealed class StatementKeysTests
{
    [Theory]
    [InlineData("SELECT a FROM t WHERE b = @p0 AND c = 'x' LIMIT 5", "SELECT a FROM t WHERE b = $1 AND c = $2 LIMIT $3")]
    [InlineData("select a from t where b = -1 -- by hand", "select a from t where b = $1")]
    [InlineData("UPDATE t SET a = NULL, b = true WHERE c IS NOT NULL", "UPDATE t SET a = $1, b = $2 WHERE c IS NOT NULL")]
    [InlineData("SELECT a FROM t WHERE b IN (1, 2, 3)", "SELECT a FROM t WHERE b IN ($1, $2, $3)")]
    [InlineData("SELECT a FROM t WHERE b IN (1, 2, 3)", "SELECT a FROM t WHERE b IN ($1 /*, ... */)")]
    [InlineData("INSERT INTO t (a, b) VALUES (@p0, @p1), (@p2, @p3) RETURNING \"Id\"", "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING \"Id\"")]
    [InlineData("SELECT '{\"a\":1}'::jsonb ->> 'a', interval '1 day', E'\\n'", "SELECT $1::jsonb ->> $2, interval $3, $4")]
    [InlineData("SELECT count(*)::int FROM t WHERE a = @__id_0", "SELECT count(*)::int FROM t WHERE a = $1")]
    public void Constants_and_parameters_are_the_same_to_the_server(string sent, string normalised)
    {
        var recorded = Classifier.Create().Classify(sent, SqlDialect.PostgreSql).RedactedText;
        var keys = new StatementKeys();

        Assert.Equal(keys.Of(normalised), keys.Of(recorded));
    }

    [Theory]
    [InlineData("SELECT a FROM t WHERE b = $1", "SELECT a FROM t WHERE c = $1")]
    [InlineData("SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b IS NOT NULL")]
    [InlineData("DELETE FROM t WHERE a = $1", "DELETE FROM t")]
    [InlineData("SELECT a FROM \"t\"", "SELECT a FROM \"T\"")]
    public void Statements_that_differ_are_told_apart(string one, string other)
    {
        var keys = new StatementKeys();
        Assert.NotEqual(keys.Of(one), keys.Of(other));
    }

    [Fact]
    public void The_statements_of_a_batch_are_those_that_the_server_ran()
    {
        var keys = new StatementKeys();
        Assert.Equal(
            [keys.Of("INSERT INTO t VALUES ($1)").Single(), keys.Of("UPDATE u SET a = $1").Single()], keys.Of("INSERT INTO t VALUES (@p0);\nUPDATE u SET a = ?;"));
    }
}
