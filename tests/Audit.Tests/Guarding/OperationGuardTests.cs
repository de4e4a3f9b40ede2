using System.Security.Cryptography;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Guarding.Approvals;
using Audit.Guarding.Asking;
using Audit.Hosting;
using Audit.Spooling;
using Audit.Spooling.Configuration;
using Audit.Spooling.Files;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Guarding;

public sealed class OperationGuardTests
{
    private static readonly AuditContext Request = new() { RequestId = "r1", HttpMethod = "POST", Actor = new AuditActor(ActorType.User, "dana") };

    [Theory]
    [InlineData("orders\n", true)]
    [InlineData("  orders  \n", true)]
    [InlineData("Orders\n", false)]
    [InlineData("yes\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task A_person_confirms_by_typing_the_name_of_the_table(string typed, bool isAllowed)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(GuardAction.RequireConfirmation, console: new GuardConsole(new StringReader(typed), output, isInteractive: true));

        await guarded.ExpectAsync(isAllowed, isAllowed ? "guard.confirmed" : "guard.confirmation_missing", isAsync: true);

        Assert.Contains("Type orders to go on", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("DROP TABLE orders on shop", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the table has moved\n", true)]
    [InlineData("\n", false)]
    public async Task A_person_is_asked_for_a_reason(string typed, bool isAllowed)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(GuardAction.RequireReason, console: new GuardConsole(new StringReader(typed), output, isInteractive: true));

        await guarded.ExpectAsync(isAllowed, isAllowed ? "guard.reason_given" : "guard.reason_missing", isAsync: false);

        Assert.Contains("Why?", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuardAction.RequireReason)]
    [InlineData(GuardAction.RequireConfirmation)]
    public async Task A_request_neither_asks_at_the_console_nor_borrows_its_yes(GuardAction action)
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(action, Set, new GuardConsole(new StringReader("orders\n"), output, isInteractive: true));
        using var scope = AuditContext.Push(Request);

        await guarded.ExpectAsync(isAllowed: false, action == GuardAction.RequireReason ? "guard.reason_missing" : "guard.confirmation_missing", isAsync: true);

        Assert.Empty(output.ToString());

        static void Set(GuardOptions options)
        {
            options.Yes = true;
            options.Reason = "for the console";
        }
    }

    [Fact]
    public async Task Nobody_is_asked_when_prompts_are_switched_off()
    {
        var output = new StringWriter();
        await using var guarded = new Guarded(
            GuardAction.RequireConfirmation, static options => options.Prompt = false, new GuardConsole(new StringReader("orders\n"), output, isInteractive: true));
        await guarded.ExpectAsync(isAllowed: false, "guard.confirmation_missing", isAsync: false);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_approval_lets_an_operation_through_once(bool isAsync)
    {
        var approvals = new TestApprovals();
        await using var guarded = new Guarded(GuardAction.RequireApproval, approvals: approvals);
        using var scope = AuditContext.Push(Request);

        var refusal = await guarded.ExpectAsync(isAllowed: false, "guard.approval_required", isAsync);
        Assert.Equal(approvals.Pending!.Id, refusal!.ApprovalId);
        Assert.Contains(approvals.Pending.Id.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("dana", "postgresql/localhost:5432/shop"), (approvals.Pending.Binding.RequesterId, approvals.Pending.Binding.Database));
        // The hash of the operation's content, slow to guess.
        Assert.Equal(
            Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2("hash", "postgresql/localhost:5432/shop"u8, 100_000, HashAlgorithmName.SHA256, 32)),
            approvals.Pending.Binding.ContentHash);
        Assert.Equal(("rule", "Production"), (approvals.Pending.Rule, approvals.Pending.Environment));
        Assert.Equal(TimeSpan.FromHours(1), approvals.Pending.ExpiresAt - approvals.Pending.RequestedAt);

        approvals.IsApproved = true;
        await guarded.ExpectAsync(isAllowed: true, "guard.approval_used", isAsync);
        await guarded.ExpectAsync(isAllowed: false, "guard.approval_required", isAsync);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Without_an_answer_there_is_no_approval(bool isAsync, bool isSilent)
    {
        var approvals = new TestApprovals { Throws = !isSilent, IsSilent = isSilent };
        await using var guarded = new Guarded(GuardAction.RequireApproval, static options => options.DurableTimeout = TimeSpan.FromMilliseconds(100), approvals: approvals);
        await guarded.ExpectAsync(isAllowed: false, "guard.approval_unavailable", isAsync);
    }

    [Fact]
    public async Task The_wait_for_the_store_ends_by_the_clock()
    {
        var time = new FakeTimeProvider();
        var gate = new TaskCompletionSource();
        var store = new MemoryStore { BeforeWrite = (_, token) => new ValueTask(gate.Task.WaitAsync(token)) };
        await using var guarded = new Guarded(
            GuardAction.Alert,
            static options =>
            {
                options.WhenNotDurable = GuardDurability.FailOperation;
                options.DurableTimeout = TimeSpan.FromMinutes(2);
            },
            store: store,
            time: time,
            hasSpool: false);

        var check = guarded.CheckAsync(TestContext.Current.CancellationToken);
        await TestPipeline.AdvanceUntilAsync(time, () => check.IsCompleted);

        var refusal = await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => check);
        Assert.Contains("could not be recorded durably", refusal.Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task A_cancelled_question_lets_nothing_through()
    {
        var gate = new TaskCompletionSource();
        var store = new MemoryStore { BeforeWrite = (_, token) => new ValueTask(gate.Task.WaitAsync(token)) };
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.DurableTimeout = TimeSpan.FromMinutes(1), store: store);
        using var cancellation = new CancellationTokenSource();

        var check = guarded.CheckAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        gate.SetResult();
    }

    [Fact]
    public async Task Without_a_store_nothing_is_durable()
    {
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.WhenNotDurable = GuardDurability.FailOperation, hasStore: false);
        await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => guarded.CheckAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(GuardDurability.Continue, false)]
    [InlineData(GuardDurability.FailOperation, false)]
    [InlineData(GuardDurability.FailOperation, true)]
    public async Task A_starved_thread_pool_delays_synchronous_code_for_a_bounded_time_only(GuardDurability durability, bool hasSpool)
    {
        await using var guarded = new Guarded(GuardAction.Alert, options =>
        {
            options.WhenNotDurable = durability;
            options.DurableTimeout = hasSpool ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(200);
        }, hasSpool: hasSpool);
        guarded.Start();
        // Not disposed: work that the pool gets to later still waits for it.
        var release = new ManualResetEventSlim();
        var blocked = new CountdownEvent(Environment.ProcessorCount);
        // More work than the pool has threads, none of which ends before the guard has answered.
        for (var i = 0; i < Environment.ProcessorCount * 8; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    if (!blocked.IsSet)
                        blocked.Signal();
                    release.Wait();
                },
                null);
        }

        var answered = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            blocked.Wait();
            try
            {
                guarded.Check();
                answered.SetResult(null);
            }
            catch (Exception exception)
            {
                answered.SetResult(exception);
            }

            release.Set();
        })
        {
            IsBackground = true,
        }.Start();

        var answer = await answered.Task;
        Assert.True(answer is null or DestructiveOperationBlockedException, answer?.ToString());
        if (durability == GuardDurability.Continue || hasSpool)
            Assert.Null(answer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_is_down_holds_up_no_operation_whose_attempt_is_on_disk(bool isAsync)
    {
        var store = new MemoryStore { BeforeInitialize = static _ => throw new IOException("down") };
        await using var guarded = new Guarded(GuardAction.Alert, static options => options.WhenNotDurable = GuardDurability.FailOperation, store: store);

        var pass = isAsync ? await guarded.CheckAsync(TestContext.Current.CancellationToken) : guarded.Check();

        Assert.NotNull(pass);
        Assert.Empty(store.Rows);
    }

    [Theory]
    [InlineData(GuardAction.Alert, true)]
    [InlineData(GuardAction.Alert, false)]
    [InlineData(GuardAction.Observe, true)]
    [InlineData(GuardAction.Observe, false)]
    public async Task Where_operations_must_fail_without_their_record_a_failing_disk_lets_nothing_destructive_through(GuardAction action, bool isAsync)
    {
        var disk = new SimulatedDisk();
        await using var guarded = new Guarded(action, files: disk, whenUnavailable: SpoolUnavailableMode.FailOperation);
        Assert.NotNull(isAsync ? await guarded.CheckAsync(TestContext.Current.CancellationToken) : guarded.Check());
        disk.Before = static (operation, path) =>
        {
            if (operation == "sync" && path.EndsWith(".seg", StringComparison.Ordinal))
                throw new IOException("EIO");
        };

        var refusal = isAsync
            ? await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => guarded.CheckAsync(TestContext.Current.CancellationToken))
            : Assert.Throws<DestructiveOperationBlockedException>(() => guarded.Check());

        Assert.Contains("could not be recorded durably", refusal.Message, StringComparison.Ordinal);
        disk.Before = static (_, _) => { };
        await TestPipeline.UntilAsync(() => guarded.Spool.LastError is null);
        Assert.NotNull(guarded.Check());
    }

    [Theory]
    [InlineData(GuardAction.Alert)]
    [InlineData(GuardAction.Observe)]
    public async Task Otherwise_a_failing_disk_stops_nothing_that_the_policy_allows(GuardAction action)
    {
        var disk = new SimulatedDisk();
        await using var guarded = new Guarded(action, files: disk);
        guarded.Start();
        disk.Before = static (_, _) => throw new IOException("EIO");

        guarded.Check();

        disk.Before = static (_, _) => { };
    }

    /// <summary>The real engine with one rule.</summary>
    private sealed class Guarded : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly MemoryStore _store;
        private readonly FakeTimeProvider? _time;

        public Guarded(
            GuardAction action,
            Action<GuardOptions>? configure = null,
            GuardConsole? console = null,
            TestApprovals? approvals = null,
            MemoryStore? store = null,
            TimeProvider? time = null,
            bool hasStore = true,
            bool hasSpool = true,
            SimulatedDisk? files = null,
            SpoolUnavailableMode whenUnavailable = SpoolUnavailableMode.Continue)
        {
            _store = store ?? new MemoryStore();
            _time = time as FakeTimeProvider;
            var services = new ServiceCollection();
            if (time is not null)
                services.AddSingleton(time);
            if (hasStore)
                services.AddSingleton<IAuditStore>(_store);
            if (files is not null)
                services.AddSingleton<ISpoolFiles>(files);
            services.AddSingleton(console ?? new GuardConsole(TextReader.Null, TextWriter.Null, isInteractive: false));
            if (approvals is not null)
            {
                services.AddSingleton<IApprovals>(approvals);
                services.AddSingleton<IApprovalStore>(approvals);
            }

            services.AddAudit(options =>
            {
                options.Environment = "Production";
                options.Spool.Enabled = hasSpool;
                options.Spool.SegmentBytes = 1024 * 1024;
                options.Spool.WhenUnavailable = whenUnavailable;
                options.Spool.RetryFor = TimeSpan.FromMilliseconds(100);
                options.Spool.Directory = files is null ? TestStateDirectory.NewSpool() : "/spool";
                options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
                options.Delivery.AttemptTimeout = TimeSpan.FromHours(1);
            }).AddGuard(options =>
            {
                options.Rules.Add(new GuardRule { Name = "rule", Action = action, Reasons = { "drop_table" } });
                configure?.Invoke(options);
            });
            _services = services.BuildServiceProvider(validateScopes: true);
        }

        private static GuardRequest Operation => new()
        {
            Statement = Operations.Read("DROP TABLE orders"),
            Database = new DatabaseTarget("postgresql", "localhost:5432", "shop"),
            Source = CommandSource.RawSql,
            ContentHash = static () => "hash",
        };

        private IOperationGuard Guard => _services.GetRequiredService<IOperationGuard>();

        public SpoolState Spool => _services.GetRequiredService<SpoolState>();

        public void Start() => _services.GetRequiredService<IAuditPipeline>().Start();

        public GuardPass? Check() => Guard.Check(Operation);

        public Task<GuardPass?> CheckAsync(CancellationToken cancellationToken) => Guard.CheckAsync(Operation, cancellationToken).AsTask();

        /// <summary>Asks, and expects an answer and its record.</summary>
        public async Task<DestructiveOperationBlockedException?> ExpectAsync(bool isAllowed, string action, bool isAsync)
        {
            var before = _store.Rows.Count;
            DestructiveOperationBlockedException? refusal = null;
            try
            {
                var pass = isAsync ? await CheckAsync(TestContext.Current.CancellationToken) : Check();
                Assert.NotEqual(Guid.Empty, pass!.EventId);
            }
            catch (DestructiveOperationBlockedException exception)
            {
                refusal = exception;
            }

            Assert.Equal(isAllowed, refusal is null);
            await _services.GetRequiredService<IAuditLog>().FlushAsync(TestContext.Current.CancellationToken);
            var row = Assert.Single(_store.Rows.Skip(before));
            Assert.Equal((action, isAllowed ? "unknown" : "blocked"), (row["action"], row["outcome"]));
            return refusal;
        }

        public async ValueTask DisposeAsync()
        {
            var stop = _services.DisposeAsync().AsTask();
            if (_time is not null)
                await TestPipeline.AdvanceUntilAsync(_time, () => stop.IsCompleted);
            await stop;
        }
    }

    /// <summary>Approvals as the seam describes them: one operation, asked for, approved by a switch, used once.</summary>
    private sealed class TestApprovals : IApprovals, IApprovalStore
    {
        public Approval? Pending { get; private set; }

        public bool IsApproved { get; set; }

        public bool Throws { get; init; }

        public bool IsSilent { get; init; }

        public async ValueTask<Approval> RedeemOrRequestAsync(Approval request, CancellationToken cancellationToken)
        {
            if (Throws)
                throw new IOException("The approvals cannot be reached.");
            if (IsSilent)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            Pending ??= request;
            var isUsed = IsApproved;
            IsApproved = false;
            return isUsed ? Pending with { State = ApprovalState.Used } : Pending;
        }

        public ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken) => new([Pending!]);

        public ValueTask<Approval> DecideAsync(Guid id, bool isApproved, string note, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Approval?> FindAsync(ApprovalBinding binding, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> TryChangeAsync(Approval current, Approval next, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
