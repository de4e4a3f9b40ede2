using Audit.EfCore.EntityChanges.Transactions;
using Audit.Events;

namespace Audit.EfCore.Tests.EntityChanges;

public sealed class HeldChangesTests
{
    private readonly HeldRoom _room = new(5);

    [Fact]
    public void A_named_savepoint_is_the_one_that_is_rolled_back_to()
    {
        var held = Hold("a");
        held.SavepointCreated("first");
        Add(held, "b");
        held.SavepointCreated("second");
        Add(held, "c");

        Assert.Equal(["b", "c"], held.RolledBackToSavepoint("first").Select(KeyOf));
        Add(held, "d");

        Assert.Equal([("a", Outcome.Succeeded), ("d", Outcome.Succeeded)], held.End(Outcome.Succeeded).Select(recorded => (KeyOf(recorded), recorded.Outcome)));
    }

    [Fact]
    public void A_name_that_is_used_again_means_the_last_savepoint_of_it()
    {
        var held = Hold("a");
        held.SavepointCreated("here");
        Add(held, "b");
        held.SavepointCreated("here");
        Add(held, "c");

        Assert.Equal(["c"], held.RolledBackToSavepoint("here").Select(KeyOf));
        held.SavepointReleased("here");
        Assert.Equal(["b"], held.RolledBackToSavepoint("here").Select(KeyOf));
    }

    [Fact]
    public void What_overflows_after_a_savepoint_is_not_mixed_with_what_did_before()
    {
        var held = Hold("a", "b", "c", "d", "e", "f");
        held.SavepointCreated("here");
        Add(held, "g");

        var undone = Assert.Single(held.RolledBackToSavepoint("here"));
        var ended = held.End(Outcome.Succeeded);

        Assert.Equal((Outcome.RolledBack, "Thing g"), (undone.Outcome, undone.Attribute("entity.keys")));
        Assert.Equal((Outcome.Succeeded, "Thing f"), (ended[^1].Outcome, ended[^1].Attribute("entity.keys")));
        Assert.Equal(0, _room.Taken);
    }

    [Fact]
    public void A_transaction_that_ended_takes_nothing_more()
    {
        var held = Hold("a");
        held.End(Outcome.Succeeded);

        Assert.False(held.TryAdd([Event("b")], null));
        Assert.Empty(held.End(Outcome.RolledBack));
    }

    private HeldChanges Hold(params string[] keys)
    {
        var held = new HeldChanges(_room, 100, 20);
        foreach (var key in keys)
            Add(held, key);
        return held;
    }

    private static void Add(HeldChanges held, string key) => Assert.True(held.TryAdd([Event(key)], null));

    private static string KeyOf(AuditEvent recorded) => recorded.Entity!.Key;

    private static AuditEvent Event(string key) => new(DateTimeOffset.UnixEpoch)
    {
        Category = EventCategory.Entity,
        Action = "entity.added",
        Entity = new EntityChange("Thing", key, "added", []),
    };
}
