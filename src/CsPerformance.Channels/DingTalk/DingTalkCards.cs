using System.Text.RegularExpressions;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Cards in both kinds: interactive ones, which can be changed, and action cards, whose buttons send a text.</summary>
internal static partial class DingTalkCards
{
    /// <summary>
    /// A link that says a text as the one who presses it: the button's command, or, where the key is only the number of a choice, a text that
    /// names card and choice and comes back as a press.
    /// </summary>
    public static string Link(Card card, Button button) =>
        "dtmd://dingtalkclient/sendMessage?content="
        + Uri.EscapeDataString(button.Key.All(char.IsAsciiDigit) ? $"{button.Label}〔{card.Id}:{button.Key}〕" : button.Key);

    /// <summary>The press that <see cref="Link"/> sends; null for any other text.</summary>
    public static ButtonPress? PressIn(string text) =>
        Pressed().Match(text) is { Success: true } match ? new ButtonPress(match.Groups["card"].Value, match.Groups["key"].Value) : null;

    /// <summary>The body of <c>createAndDeliver</c>.</summary>
    public static object Deliver(DingTalkOptions options, Delivery target, string text, Card card)
    {
        var body = new Dictionary<string, object>
        {
            ["cardTemplateId"] = options.CardTemplateId,
            ["outTrackId"] = card.Id,
            ["callbackType"] = "STREAM",
            ["userIdType"] = 1,
            ["cardData"] = new { cardParamMap = Values(text, card, card.Buttons, outcome: null) },
        };
        if (target.Group is { } group)
        {
            body["openSpaceId"] = "dtv1.card//IM_GROUP." + group;
            body["imGroupOpenSpaceModel"] = new { supportForward = false };
            body["imGroupOpenDeliverModel"] = new { robotCode = options.Robot };
        }
        else
        {
            body["openSpaceId"] = "dtv1.card//IM_ROBOT." + target.Account;
            body["imRobotOpenSpaceModel"] = new { supportForward = false };
            body["imRobotOpenDeliverModel"] = new { spaceType = "IM_ROBOT", robotCode = options.Robot };
        }

        return body;
    }

    /// <summary>The body of the update that shows an outcome and takes the buttons away.</summary>
    public static object Close(string handle, Card card, string outcome) => new
    {
        outTrackId = handle,
        userIdType = 1,
        cardData = new { cardParamMap = Values("", card, [], outcome) },
        // Without this the whole map would be replaced, keys of the template that we do not know included.
        cardUpdateOptions = new { updateCardDataByKey = true, updatePrivateDataByKey = true },
    };

    /// <summary>An action card for a webhook; a card without buttons is Markdown.</summary>
    public static object ForWebhook(string text, Card card) => card.Buttons.Count == 0
        ? new { msgtype = "markdown", markdown = new { title = DingTalkText.Title(card.Title), text = DingTalkText.OfCard(text, card) } }
        : new
        {
            msgtype = "actionCard",
            actionCard = new
            {
                title = DingTalkText.Title(card.Title),
                text = DingTalkText.OfCard(text, card),
                btnOrientation = card.Buttons.Count == 2 ? "1" : "0",
                btns = card.Buttons.Select(button => new { title = button.Label, actionURL = Link(card, button) }),
            },
        };

    /// <summary>Key and parameters of the robot interface. It knows action cards of one to five buttons; more become links in the text.</summary>
    public static (string Key, Dictionary<string, string> Values) ForRobot(string text, Card card)
    {
        var values = new Dictionary<string, string> { ["title"] = DingTalkText.Title(card.Title), ["text"] = DingTalkText.OfCard(text, card) };
        var buttons = card.Buttons;
        if (buttons.Count is 0 or > 5)
        {
            values["text"] += string.Concat(buttons.Select(button => $"\n\n[{button.Label}]({Link(card, button)})"));
            return ("sampleMarkdown", values);
        }

        if (buttons.Count == 1)
        {
            (values["singleTitle"], values["singleURL"]) = (buttons[0].Label, Link(card, buttons[0]));
            return ("sampleActionCard", values);
        }

        for (var i = 0; i < buttons.Count; i++)
            (values[$"actionTitle{i + 1}"], values[$"actionURL{i + 1}"]) = (buttons[i].Label, Link(card, buttons[i]));
        return ($"sampleActionCard{buttons.Count}", values);
    }

    // All values are strings. "buttons" is read by a template of one's own, "sys_full_json_obj" by the public one, whose buttons are links.
    private static Dictionary<string, string> Values(string text, Card card, IReadOnlyList<Button> buttons, string? outcome) => new()
    {
        ["title"] = card.Title,
        ["markdown"] = DingTalkText.OfCard(text, card, outcome),
        ["status"] = outcome ?? "待处理",
        ["tips"] = outcome ?? "",
        ["buttons"] = DingTalkJson.Write(buttons.Select(button => new { key = button.Key, label = button.Label })),
        ["sys_full_json_obj"] = DingTalkJson.Write(new
        {
            msgButtons = buttons.Select(button =>
                new { text = button.Label, url = Link(card, button), iosUrl = Link(card, button), color = "blue" }),
        }),
    };

    [GeneratedRegex(@"〔(?<card>[0-9A-Za-z_-]{1,64}):(?<key>[0-9]{1,9})〕\s*$")]
    private static partial Regex Pressed();
}
