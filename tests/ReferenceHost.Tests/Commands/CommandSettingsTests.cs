using ReferenceHost.Features.Commands;

namespace ReferenceHost.Tests.Commands;

public sealed class CommandSettingsTests
{
    [Theory]
    [InlineData("db:reset --reason x --Data:Directory d --yes", "db:reset --reason x --yes", "--Data:Directory d")]
    [InlineData("db:migrate --ConnectionStrings:Shop=Host=h --environment Staging", "db:migrate", "--ConnectionStrings:Shop=Host=h --environment Staging")]
    [InlineData("user:create carol -- --Data:Directory d", "user:create carol -- --Data:Directory d", "")]
    public void Settings_of_the_host_are_none_of_the_command(string line, string arguments, string settings)
    {
        var split = CommandSettings.Split(line.Split(' '));

        Assert.Equal((arguments, settings), (string.Join(' ', split.Arguments), string.Join(' ', split.Settings)));
    }
}
