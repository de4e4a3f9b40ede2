namespace Audit.EfCore.Tool.Tests;

/// <summary>What EF Core's tools do from a shell, where no host runs.</summary>
public sealed class EfToolTests(EfTool tool)
{
    [Fact]
    public async Task Database_update_records_the_migration_with_its_commands_and_who_ran_the_tool()
    {
        var run = new ToolRun(tool);
        var (code, output) = await tool.RunAsync(run, "database", "update");
        Assert.True(code == 0, output);

        Verify(run, "dotnet ef database update");
    }

    [Fact]
    public async Task Database_drop_is_recorded_before_the_process_ends()
    {
        var run = new ToolRun(tool);
        await tool.RunAsync(run, "database", "update");
        run.Forget();
        var (code, output) = await tool.RunAsync(run, "database", "drop", "--force");
        Assert.True(code == 0, output);

        Assert.False(File.Exists(run.Database));
        var events = run.Events();
        var command = Assert.Single(events, static row => row["category"] == "command");
        Assert.Equal(("dotnet ef database drop", "succeeded"), (command["command_name"], command["outcome"]));
        var delete = Assert.Single(events, static row => row["action"] == "database.delete");
        Assert.Equal((command["id"], "succeeded"), (delete["parent_id"], delete["outcome"]));
        var drop = Assert.Single(events, static row => row["destructive_reasons"] == "drop_database");
        Assert.Equal((delete["id"], "succeeded", Environment.UserName), (drop["parent_id"], drop["outcome"], drop["actor_id"]));
    }

    [Fact]
    public async Task Database_drop_is_refused_by_the_guard_in_production()
    {
        var run = new ToolRun(tool, "Production");
        await tool.RunAsync(run, "database", "update");
        run.Forget();
        var (code, output) = await tool.RunAsync(run, "database", "drop", "--force");

        Assert.NotEqual(0, code);
        Assert.Contains("refused by the guard", output, StringComparison.Ordinal);
        Assert.True(File.Exists(run.Database));
        var events = run.Events();
        var attempt = Assert.Single(events, static row => row["category"] == "guard");
        Assert.Equal(("blocked", Environment.UserName), (attempt["outcome"], attempt["actor_id"]));
        Assert.Equal("blocked", Assert.Single(events, static row => row["action"] == "database.delete")["outcome"]);
        Assert.Equal("blocked", Assert.Single(events, static row => row["category"] == "command")["outcome"]);
    }

    [Fact]
    public async Task A_migration_bundle_is_recorded()
    {
        var run = new ToolRun(tool);
        var bundle = Path.Combine(tool.WorkingDirectory, "efbundle");
        var (built, log) = await tool.RunAsync(run, "migrations", "bundle", "--output", bundle);
        Assert.True(built == 0, log);
        Assert.Empty(run.Events());
        var (code, output) = await EfTool.StartAsync(bundle, [], run);
        Assert.True(code == 0, output);

        Verify(run, "efbundle");
    }

    private static void Verify(ToolRun run, string name)
    {
        var events = run.Events();
        var command = Assert.Single(events, static row => row["category"] == "command");
        Assert.Equal((name, "succeeded", "user", Environment.UserName), (command["command_name"], command["outcome"], command["actor_type"], command["actor_id"]));
        Assert.Contains($"host.name={Environment.MachineName}", command["attributes"], StringComparison.Ordinal);
        Assert.Contains($"process.owner={Environment.UserName}", command["attributes"], StringComparison.Ordinal);
        Assert.Contains($"sudo.user={ToolRun.SudoUser}", command["attributes"], StringComparison.Ordinal);

        var migration = Assert.Single(events, static row => row["action"] == "migration.apply");
        Assert.Equal((command["id"], "succeeded", "migration"), (migration["parent_id"], migration["outcome"], migration["source"]));
        var created = Assert.Single(events, static row => row["statement"].StartsWith("CREATE TABLE \"Things\"", StringComparison.Ordinal));
        Assert.Equal((migration["id"], "migration"), (created["parent_id"], created["source"]));
        Assert.Contains("migration.name=20260401000000_Things", created["attributes"], StringComparison.Ordinal);
        var seeding = Assert.Single(events, static row => row["action"] == "seeding.run");
        Assert.Contains("seeder.name=ThingsContext.Seed", seeding["attributes"], StringComparison.Ordinal);
        Assert.Contains(events, row => row["parent_id"] == seeding["id"] && row["source"] == "seeder" && row["tables_written"] == "Things");
        Assert.All(events, static row => Assert.Equal(Environment.UserName, row["actor_id"]));
    }
}
