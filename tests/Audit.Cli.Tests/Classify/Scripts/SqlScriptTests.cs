using Audit.Cli.Classify.Scripts;
using Audit.Statements;

namespace Audit.Cli.Tests.Classify.Scripts;

public sealed class SqlScriptTests
{
    [Theory]
    [InlineData("SELECT 1;\nSELECT 2", "1: SELECT 1", "2: SELECT 2")]
    [InlineData("\n\nSELECT ';' ; ;; -- ; \n /* ; */ SELECT 2;\n", "3: SELECT ';'", "4: -- ; \n /* ; */ SELECT 2")]
    [InlineData("", new string[0])]
    [InlineData("-- nothing\n;", new string[0])]
    [InlineData("SELECT 'open; SELECT 2;", "1: SELECT 'open; SELECT 2;")]
    [InlineData("SELECT 1 /* open ; SELECT 2;", "1: SELECT 1 /* open ; SELECT 2;")]
    public void Semicolons_end_statements(string script, params string[] expected) => Same(expected, script, SqlDialect.Unknown);

    [Theory]
    [InlineData("SELECT 1\nGO\nSELECT 2;\ngo 3 -- thrice\nSELECT 3", "1: SELECT 1", "3: SELECT 2", "5: SELECT 3")]
    [InlineData("SELECT '\nGO\n' AS go, [GO] /*\nGO\n*/ FROM x;", "1: SELECT '\nGO\n' AS go, [GO] /*\nGO\n*/ FROM x")]
    [InlineData("IF 1 = 1\nBEGIN\n  DROP TABLE a;\n  DELETE b;\nEND;\nDELETE c;", "1: IF 1 = 1\nBEGIN\n  DROP TABLE a;\n  DELETE b;\nEND", "6: DELETE c")]
    [InlineData("BEGIN TRANSACTION;\nDELETE c;\nCOMMIT;", "1: BEGIN TRANSACTION", "2: DELETE c", "3: COMMIT")]
    [InlineData("BEGIN TRY DELETE a; END TRY BEGIN CATCH THROW; END CATCH; DELETE c;", "1: BEGIN TRY DELETE a; END TRY BEGIN CATCH THROW; END CATCH", "1: DELETE c")]
    [InlineData("CREATE OR ALTER PROC p AS SELECT 1; DELETE a;\nGO\nDELETE b", "1: CREATE OR ALTER PROC p AS SELECT 1; DELETE a;", "3: DELETE b")]
    [InlineData("ALTER TABLE t DISABLE TRIGGER x; CREATE TABLE Event (a int); DELETE b", "1: ALTER TABLE t DISABLE TRIGGER x", "1: CREATE TABLE Event (a int)", "1: DELETE b")]
    [InlineData("UPDATE t SET a = CASE WHEN b = 1 THEN 2 END; DELETE b", "1: UPDATE t SET a = CASE WHEN b = 1 THEN 2 END", "1: DELETE b")]
    public void Sql_server_has_batches_and_blocks(string script, params string[] expected) => Same(expected, script, SqlDialect.SqlServer);

    [Theory]
    [InlineData("DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n  DELETE FROM a;\nEND//\nDELIMITER ;\nDELETE FROM b;", "2: CREATE PROCEDURE p()\nBEGIN\n  DELETE FROM a;\nEND", "7: DELETE FROM b")]
    [InlineData("DELIMITER $$\nSELECT '$$'; SELECT 2 $$ SELECT 3$$\ndelimiter ;\nSELECT 4", "2: SELECT '$$'; SELECT 2", "2: SELECT 3", "4: SELECT 4")]
    [InlineData("DELIMITER ;;\nSELECT 1; SELECT 2;;\nDELIMITER ;\nSELECT 3;", "2: SELECT 1; SELECT 2", "4: SELECT 3")]
    [InlineData("CREATE DEFINER=`a`@`b` TRIGGER t AFTER INSERT ON x FOR EACH ROW BEGIN IF 1 THEN DELETE FROM a; END IF; END; DELETE FROM b;", "1: CREATE DEFINER=`a`@`b` TRIGGER t AFTER INSERT ON x FOR EACH ROW BEGIN IF 1 THEN DELETE FROM a; END IF; END", "1: DELETE FROM b")]
    [InlineData("BEGIN; DELETE FROM a; COMMIT; /*!40101 SET NAMES utf8 */; DELETE FROM b", "1: BEGIN", "1: DELETE FROM a", "1: COMMIT", "1: /*!40101 SET NAMES utf8 */", "1: DELETE FROM b")]
    public void My_sql_says_what_ends_a_statement(string script, params string[] expected) => Same(expected, script, SqlDialect.MySql);

    [Theory]
    [InlineData("BEGIN;\nDO $x$ BEGIN DELETE FROM a; END $x$;\nEND;", "1: BEGIN", "2: DO $x$ BEGIN DELETE FROM a; END $x$", "3: END")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3", "1: CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END", "1: SELECT 3")]
    [InlineData("SELECT begin FROM spans; DELETE FROM a", "1: SELECT begin FROM spans", "1: DELETE FROM a")]
    public void Postgre_sql_quotes_bodies(string script, params string[] expected) => Same(expected, script, SqlDialect.PostgreSql);

    [Theory]
    [InlineData("BEGIN IMMEDIATE; CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM a; END; COMMIT;", "1: BEGIN IMMEDIATE", "1: CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM a; END", "1: COMMIT")]
    public void Sqlite_has_blocks_in_triggers(string script, params string[] expected) => Same(expected, script, SqlDialect.Sqlite);

    [Theory]
    [InlineData("DELETE FROM a;\nBEGIN\n  DELETE FROM b;\nEND;\n/\nCREATE OR REPLACE EDITIONABLE PROCEDURE p IS x INT; BEGIN NULL; END;\n/\nDROP TABLE c;", "1: DELETE FROM a", "2: BEGIN\n  DELETE FROM b;\nEND;", "6: CREATE OR REPLACE EDITIONABLE PROCEDURE p IS x INT; BEGIN NULL; END;", "8: DROP TABLE c")]
    public void Oracle_ends_blocks_with_a_slash(string script, params string[] expected) => Same(expected, script, SqlDialect.Oracle);

    [Theory]
    [InlineData("SELECT 1\nGO\n", SqlDialect.SqlServer)]
    [InlineData("SELECT 1;\nDELIMITER $$\nSELECT 2$$", SqlDialect.MySql)]
    [InlineData("SELECT go;\nSELECT 1", SqlDialect.Unknown)]
    public void Lines_for_the_client_program_give_the_dialect_away(string script, SqlDialect expected) =>
        Assert.Equal(expected, SqlScript.Parse(script, SqlDialect.Unknown).Dialect);

    [Theory]
    [InlineData("DELETE FROM a WHERE b = 'x';\n")]
    [InlineData("BEGIN x ")]
    [InlineData("DELIMITER //\n")]
    [InlineData("SELECT '\nGO\n")]
    [InlineData("CASE CREATE PROC ")]
    public void Long_scripts_take_time_in_proportion(string piece)
    {
        var script = string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            var parsed = SqlScript.Parse(script, dialect);
            Assert.True(parsed.Statements.Sum(static statement => (long)statement.Text.Length) <= script.Length);
        }
    }

    private static void Same(string[] expected, string script, SqlDialect dialect) =>
        Assert.Equal(expected, SqlScript.Parse(script, dialect).Statements.Select(static statement => $"{statement.Line}: {statement.Text}"));
}
