using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Platforms;
using CsPerformance.Bot.Settings;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Bot.Commands;

/// <summary><c>doctor wecom</c> and <c>doctor dingtalk</c>: the check of the start, on demand. It sends no message to anybody.</summary>
internal static class DoctorCommand
{
    /// <returns>0 where all is well, 1 where something is to be mended.</returns>
    public static Task<int> WeComAsync(string[] arguments, CancellationToken cancellation) => RunAsync(
        arguments,
        async (settings, store, shared) =>
        {
            using var http = PlatformHttp.NewClient();
            using var api = settings.WeCom.IsConfigured ? new WeComApi(settings.WeCom, http, shared, TimeProvider.System) : null;
            return
            [
                .. await new WeComDoctor(api, settings.WeCom, settings.WeComRobot, settings.WeComWebhooks).CheckAsync(cancellation),
                .. store is null ? [] : await store.ReadAsync(session => GroupRobotFindings.OfWeCom(settings, session), cancellation),
            ];
        },
        cancellation);

    /// <inheritdoc cref="WeComAsync"/>
    public static Task<int> DingTalkAsync(string[] arguments, CancellationToken cancellation) => RunAsync(
        arguments,
        async (settings, store, shared) =>
        {
            using var api = new DingTalkApi(settings.DingTalk, shared, TimeProvider.System, NullLogger<DingTalkApi>.Instance);
            return
            [
                .. await new DingTalkDoctor(settings.DingTalk, api).RunAsync(cancellation),
                .. store is null ? [] : await store.ReadAsync(session => GroupRobotFindings.OfDingTalk(settings, session), cancellation),
            ];
        },
        cancellation);

    private static async Task<int> RunAsync(string[] arguments, Func<BotSettings, Store?, SharedState, Task<IReadOnlyList<Finding>>> checkAsync, CancellationToken cancellation)
    {
        try
        {
            var settings = BotHost.Settings(arguments);
            await using var store = await StoreOfBotAsync(settings, cancellation);
            var shared = store is null ? SharedState.InProcess(TimeProvider.System) : StoredState.Of(store, TimeProvider.System);
            var findings = await checkAsync(settings, store, shared);
            foreach (var finding in findings) await Console.Out.WriteLineAsync(finding.ToString());
            return findings.All(finding => finding.IsGood) ? 0 : 1;
        }
        catch (Exception fault) when (StartFault.Of(fault) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>
    /// It holds the token that works now and how many calls the month has seen. Null before the first start: one that the doctor made, run
    /// by root perhaps, the bot could not write.
    /// </summary>
    private static async Task<Store?> StoreOfBotAsync(BotSettings settings, CancellationToken cancellation)
    {
        try
        {
            return await Store.OpenExistingAsync(Composition.OptionsOf(settings.Storage), TimeProvider.System, cancellation: cancellation);
        }
        catch (UnfitStoreException fault) when (fault.Why == Unfit.Missing)
        {
            return null;
        }
    }
}
