using System.Text.Json;
using ReferenceHost.Features.DemoTraffic;

namespace ReferenceHost.Tests.DemoTraffic;

public sealed class DemoPlanTests
{
    [Fact]
    public void The_same_seed_gives_the_same_requests_and_another_seed_others()
    {
        foreach (var shopper in DemoShopper.All.Where(shopper => shopper.Role != DemoRole.Stranger))
        {
            Assert.Equal(Text(shopper, 1), Text(shopper, 1));
            Assert.NotEqual(Text(shopper, 1), Text(shopper, 2));
        }
    }

    [Fact]
    public void Shares_are_of_the_whole() => Assert.Equal(100, DemoShopper.All.Sum(shopper => shopper.Share));

    [Theory]
    [InlineData(1)]
    [InlineData(2_000)]
    public void A_plan_is_as_long_as_was_asked_for(int commands)
    {
        foreach (var shopper in DemoShopper.All)
        {
            var planned = new DemoPlan(shopper, 1).Steps(commands).Sum(step => Math.Max(1, step.Commands));
            Assert.InRange(planned, commands, commands + 10);
        }
    }

    [Fact]
    public void Something_is_destroyed_in_a_plan_that_is_long_enough()
    {
        var paths = DemoShopper.All.SelectMany(shopper => new DemoPlan(shopper, 1).Steps(200)).Select(step => step.Path).ToArray();

        Assert.Single(paths, "/shop/maintenance/abandoned-carts/reset");
        Assert.Equal(2, paths.Count(path => path == "/shop/maintenance/abandoned-carts"));
    }

    private static string Text(DemoShopper shopper, int seed) =>
        string.Join('\n', new DemoPlan(shopper, seed).Steps(100).Select(step => $"{step.Method} {step.Path} {JsonSerializer.Serialize(step.Body)}"));
}
