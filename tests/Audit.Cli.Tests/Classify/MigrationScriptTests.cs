using Audit.Cli.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.Cli.Tests.Classify;

/// <summary>What <c>dotnet ef migrations script</c> writes.</summary>
public sealed class MigrationScriptTests
{
    /// <summary>As the provider of SQL Server writes it with <c>--idempotent</c>.</summary>
    private const string SqlServer = """
        IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
        BEGIN
            CREATE TABLE [__EFMigrationsHistory] (
                [MigrationId] nvarchar(150) NOT NULL,
                CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
            );
        END;
        GO

        BEGIN TRANSACTION;
        IF NOT EXISTS (
            SELECT * FROM [__EFMigrationsHistory]
            WHERE [MigrationId] = N'20260101000000_Shrink'
        )
        BEGIN
            DECLARE @var nvarchar(max);
            SELECT @var = QUOTENAME([d].[name])
            FROM [sys].[default_constraints] [d]
            WHERE ([d].[parent_object_id] = OBJECT_ID(N'[Blogs]'));
            IF @var IS NOT NULL EXEC(N'ALTER TABLE [Blogs] DROP CONSTRAINT ' + @var + ';');
            ALTER TABLE [Blogs] DROP COLUMN [Url];
        END;

        IF NOT EXISTS (
            SELECT * FROM [__EFMigrationsHistory]
            WHERE [MigrationId] = N'20260101000000_Shrink'
        )
        BEGIN
            DROP TABLE [Posts];
        END;

        COMMIT;
        GO
        """;

    [Fact]
    public async Task Sqlite()
    {
        var run = await ClassifyAsync("sqlite", Script(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("critical drop_table on Posts", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not understood", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Script)]
    [InlineData(MigrationsSqlGenerationOptions.Script | MigrationsSqlGenerationOptions.Idempotent)]
    public async Task Postgre_sql(MigrationsSqlGenerationOptions options)
    {
        var run = await ClassifyAsync("postgresql", Script(new DbContextOptionsBuilder().UseNpgsql("Host=nowhere").Options, options));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("critical drop_table on Posts", run.Output, StringComparison.Ordinal);
        Assert.Contains("high drop_column on Blogs", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not understood", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlserver")]
    [InlineData(null)]
    public async Task Sql_server(string? dialect)
    {
        var run = await ClassifyAsync(dialect, SqlServer);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"\b24 │[^\n]*critical drop_table on Posts via block", run.Output);
        Assert.Contains("high drop_column on Blogs via block", run.Output, StringComparison.Ordinal);
        Assert.Contains("5 statements: 1 critical, 1 high, 1 opaque", run.Output, StringComparison.Ordinal);
    }

    private static Task<CommandRun> ClassifyAsync(string? dialect, string script) => CommandRun.WithInputAsync(
        script, ["classify", "--fail-on", "high", .. dialect is null ? Array.Empty<string>() : ["--dialect", dialect]]);

    private static string Script(DbContextOptions options, MigrationsSqlGenerationOptions kind = MigrationsSqlGenerationOptions.Script)
    {
        using var blogs = new BlogContext(options);
        return blogs.GetService<IMigrator>().GenerateScript(options: kind);
    }

    internal sealed class BlogContext(DbContextOptions options) : DbContext(options);

    [DbContext(typeof(BlogContext))]
    [Migration("20260101000000_Shrink")]
    internal sealed class Shrink : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable("Tags", static table => new { Id = table.Column<int>() });
            // For SQLite, EF Core makes another table of it, of which it must know the model.
            if (ActiveProvider != "Microsoft.EntityFrameworkCore.Sqlite")
                migrationBuilder.DropColumn("Url", "Blogs");
            migrationBuilder.DropTable("Posts");
            migrationBuilder.Sql("INSERT INTO \"Tags\" VALUES (1); -- it's; 1");
        }
    }
}
