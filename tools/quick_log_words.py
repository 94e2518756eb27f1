"""Vocabulary of the one-line form in English, Russian, Japanese and Chinese.

Each entry is a regular expression without anchors. Words of alphabets are matched as whole words,
those of ideographs anywhere. Add a word here; the parser needs no change.
"""
import re

IDEOGRAPHS = '\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff'

TYPE_WORDS = {
    'call': [
        r'phone ?calls?', r'calls?(?! cent(?:er|re))', r'called', r'calling', r'phoned', r'phone', r'rang', r'tel',
        r'звонок', r'звонки', r'(?:по)?звонил[аи]?', r'созвон', r'созвонил(?:ся|ась|ись)', r'до?звонил(?:ся|ась|ись)',
        r'телефон', r'по телефону', r'набрал[аи]?',
        r'電話', r'架電', r'入電', r'受電', r'打电话', r'打電話', r'电话', r'来电', r'來電', r'致电', r'致電', r'通话',
    ],
    'meeting': [
        r'meetings?', r'met', r'встреча', r'встречу', r'встретил(?:ся|ась|ись)', r'встречал(?:ся|ась|ись)', r'переговоры',
        r'会議', r'面談', r'打ち合わせ', r'打合せ', r'商談', r'ミーティング', r'会议', r'會議', r'见面', r'見面', r'会面', r'开会', r'面谈',
    ],
    'email': [
        r'e-?mails?', r'e-?mailed', r'mails?', r'mailed', r'письмо', r'и-?мейл', r'е-?мейл', r'почта', r'по почте',
        r'メール', r'邮件', r'郵件', r'电邮',
    ],
    'message': [
        r'sms', r'whatsapp', r'telegram', r'viber', r'wechat', r'messages?', r'messaged', r'texted', r'chat',
        r'смс', r'сообщение', r'в[ао][тц]с?ап', r'телеграмм?', r'вайбер', r'чат', r'мессенджер',
        r'メッセージ', r'チャット', r'短信', r'消息', r'微信',
    ],
    'visit': [
        r'visits?', r'visited', r'визит', r'приехал[аи]?', r'приезжал[аи]?', r'посетил[аи]?', r'заезжал[аи]?',
        r'訪問', r'来社', r'来訪', r'拜访', r'拜訪', r'上门', r'来访', r'走访',
    ],
    'letter': [r'letters?', r'заказное письмо', r'手紙', r'書簡', r'信函'],
    'note': [r'notes?', r'заметка', r'メモ', r'笔记', r'筆記', r'备注', r'備註'],
}

DIRECTION_WORDS = {
    'in': [
        r'(?:he|she|they)(?=\s+(?:called|phoned|rang|wrote|e-?mailed|visited))', r'(?<=called )(?:us|me)', r'(?<=phoned )(?:us|me)',
        r'(?<=rang )(?:us|me)', r'incoming', r'inbound', r'in(?=\s*[:,;])', r'in(?=\s+(?:call|mail|e-?mail|message))',
        r'входящ(?:ий|ая|ее)', r'вход\.', r'(?:нам|мне)(?=\s+(?:позвонил|звонил|написал))', r'(?<=звонил )(?:нам|мне)',
        r'(?<=звонила )(?:нам|мне)', r'(?<=звонили )(?:нам|мне)', r'(?:он|она|они|клиент)(?=\s+(?:позвонил|звонил|написал))',
        r'着信', r'先方から', r'(?=入電|受電|来社|来訪)', r'(?=来电|來電|来访)', r'收到',
    ],
    'out': [
        r'outgoing', r'outbound', r'out(?=\s*[:,;])', r'out(?=\s+(?:call|mail|e-?mail|message))', r'(?:i|we)(?=\s+(?:called|phoned|rang))',
        r'исходящ(?:ий|ая|ее)', r'исх\.', r'(?:я|мы)(?=\s+(?:позвонил|звонил|написал))',
        r'発信', r'(?=架電)', r'去电', r'(?=致电|致電)',
    ],
}

OUTCOME_WORDS = {
    'no_answer': [
        r'no answer', r"didn['’]?t answer", r'did not answer', r'not answering', r'unanswered',
        r'недозвон', r'не дозвонил(?:ся|ась|ись)', r'не ответил[аи]?', r'не отвечает', r'не отвечают', r'не бер[её]т трубку',
        r'не берут трубку', r'нет ответа', r'без ответа',
        r'不在', r'応答なし', r'出ない', r'出ず', r'没接', r'未接', r'无人接听', r'無人接聽', r'没人接', r'不接',
    ],
    'busy': [r'line busy', r'busy', r'занято', r'話し中', r'通話中', r'占线', r'佔線', r'忙线'],
    'voicemail': [
        r'voice ?mail', r'left (?:a )?message', r'автоответчик', r'голосовая почта', r'留守電', r'留守番電話', r'语音信箱', r'留言'],
    'wrong_number': [
        r'wrong number', r'неверный номер', r'не тот номер', r'ошибл?(?:ся|ась|ись) номером',
        r'番号違い', r'間違い電話', r'号码错误', r'打错', r'空号'],
    'call_back': [
        r'asked to call back', r'will call back', r'просил[аи]? перезвонить', r'перезвонит', r'перезвонят',
        r'折り返し', r'かけ直し', r'回电', r'回電'],
    'not_interested': [
        r'not interested', r'no interest', r'не ?интересно', r'не заинтересован[аы]?', r'отказал(?:ся|ась|ись)', r'отказ',
        r'興味なし', r'断られた', r'不感兴趣', r'没兴趣', r'拒绝'],
    'interested': [
        r'interested', r'заинтересован[аы]?', r'興味あり', r'感兴趣', r'有兴趣'],
    'reached': [r'reached', r'got through', r'дозвонил(?:ся|ась|ись)', r'つながった', r'繋がった', r'接通'],
    'held': [r'took place', r'состоял(?:ся|ась|ось)', r'実施'],
    'cancelled': [
        r'cancell?ed', r'called off', r'отменил[аи]?', r'отменена', r'отмена', r'中止', r'キャンセル', r'取消'],
    'no_show': [
        r'no[- ]show', r"didn['’]?t come", r'did not show up', r'не приш[её]л', r'не пришл[аи]', r'не явил(?:ся|ась|ись)',
        r'来なかった', r'没来', r'爽约'],
    'postponed': [
        r'postponed', r'rescheduled', r'перенес(?:ли|ена|ён)', r'перен[её]с', r'отложил[аи]?', r'отложена', r'延期', r'推迟', r'改期'],
    'no_reply': [r'no reply', r'返信なし', r'没回复'],
    'undeliverable': [r'bounced', r'undelivered', r'не доставлено', r'不達', r'退信'],
}
# The kind meant when only the outcome is written: "недозвон".
KIND_OF_OUTCOME = {
    'no_answer': 'call', 'busy': 'call', 'voicemail': 'call', 'wrong_number': 'call', 'call_back': 'call',
    'reached': 'call', 'no_show': 'meeting', 'held': 'meeting', 'postponed': 'meeting', 'cancelled': 'meeting',
    'no_reply': 'email', 'undeliverable': 'email',
}
# Behind a Russian verb the name itself does it (позвонил Иван), another case has it done (позвонил Ивану).
SUBJECT_VERBS = r'(?:по)?звонил[аи]?|приехал[аи]?|приезжал[аи]?'
# "Anna called", "Иван позвонил": who stands before such a verb started the talk.
ACTIVE_VERBS = r'called|phoned|rang|e-?mailed|mailed|texted|visited|(?:по)?звонил[аи]?|приехал[аи]?|приезжал[аи]?'

NEXT_MARKERS = (
    r'->|=>|→|(?:next(?: step)?|to-?do|follow[- ]?up|дальше|далее|следующий шаг|след\. шаг)\s*[:：]'
    r'|(?:次回|次の予定|次)\s*[:：]|(?:下次|下一步)\s*[:：]?'
)
# What was promised, by whom. Behind it a day must follow, else the words stay text.
PROMISE_MARKERS = {
    'ours': r'(?:we|ours|i|мы|я|наше|с нас|от нас)\s*[:：]|(?:we|i) promised?(?: to)?(?=\s)|мы обещали(?=\s)|я обещала?(?=\s)'
            r'|(?:当社|弊社|我々|こちら|我们|我們|我方|我司)\s*[:：]|(?:我们|我方)(?:答应|承诺)[:：]?',
    'theirs': r'(?:they|theirs|они|с них|от них)\s*[:：]|they promised?(?: to)?(?=\s)|они обещали(?=\s)|он обещал(?=\s)|она обещала(?=\s)'
              r'|клиент обещала?(?=\s)|(?:先方|お客様|客先|相手方?|对方|對方|他们|他們)\s*[:：]|(?:对方|他们|客户)(?:答应|承诺)[:：]?',
}
# "They: want the offer by Friday" is a wish, not a promise.
WISHES = (
    r'\s*(?:(?:would like|wants?|needs?|asks?|asked|wanted|waits?|expects?|хот\w+|прос\w+|жд[уёе]т\w*|нуж\w+|требу\w+)(?!\w)'
    r'|[^、。，；]*?(?:希望|欲しい|要(?!付|寄|送)|想|需要))')
# Behind a day: until then.
DEADLINE_SUFFIX = r'\s*(?:までに|まで|中に|に|之前|以前|前)?'

# Something took place: a line with such a word is the record of a talk even when a coming day is in it.
PAST_WORDS = (
    r'(?<!\w)(?:called|phoned|rang|met|visited|e-?mailed|mailed|messaged|texted|wrote|said|told|spoke|talked|discussed|agreed|was|were|had'
    r'|came|went|saw|asked|decided|interested|promised|refused|complained|wanted|received|explained'
    r'|(?:(?:по|пере|до|со|об)?звонил|сказал|говорил|поговорил|обсудил|обсуждал|договорил|согласовал|встретил|встречал|получил|отправил'
    r'|написал|ответил|спросил|просил|попросил|обещал|хотел|решил|узнал|был|заказал|купил|оплатил|подписал|показал|приехал|приезжал|заезжал'
    r'|прислал|уточнил|предложил|отказал|сообщил|видел|общал|рассказал|напомнил|пообещал|посетил|попал)(?:[аио])?(?:сь|ся)?)(?!\w)'
    r'|(?<!あし)(?<!ま)(?<!きの)(?:た|でした)(?=$|[\s、。,.!?！？）)])|済み|(?<!为)了(?!解)|[谈聊见打说去]过(?!去)'
)
# "Signed, send it tomorrow" took place, "send the signed copy tomorrow" did not.
PAST_FIRST = r'\s*(?:(?:he|she|they|we|i)\s+)?(?!(?:need|feed|proceed|speed|seed|red|wed)(?!\w))[a-z]{3,}ed(?!\w)'

# "Wants a quote tomorrow", "the wedding is tomorrow": said by somebody, so a talk took place.
STATEMENTS = (
    r"(?<!\w)(?:is|are|isn['’]t|(?<!i )(?<!we )will|won['’]t|has|have|he|she|they|wants|needs|asks|pays|signs|expects|waits|prefers|likes"
    r'|он|она|они|будет|будут|хо[чт]\w+|просит|просят|жд[уёе]т|нуж[ен]\w*|оплатит|оплатят|заплат[иь]\w*|подпишет|подпишут|при[её]дет|приедут|обещает'
    r'|уезжает|выходит|у них|у него|у не[её])(?!\w)'
    r'|先方|お客様|对方|希望|欲しい|ほしい|とのこと|そうです|予定|客户[要想说]|[他她对][方们]?[要想说会]|想要|需要'
)

# Words beside a name that belong to it, and words that carry nothing once their neighbour is understood.
BEFORE_NAME = r'@|(?:with|from|to|со?|от|к|у)\s+|[和跟与與给給]'
AFTER_NAME = r'(?:さん|様|さま|氏|先生|女士)?(?:と|から|へ|に)?(?:の)?'
FILLERS = r'(?:with|to|from|for|a|an|the|and|was|by|с|со|от|к|и|на|был[аои]?|を|に|と|の|で|は|した|しました|了)'

# What kind of activity a next step is.
NEXT_KIND_WORDS = {
    'call': [r'call', r'phone', r'ring', r'(?:пере|по)?звон\w*', r'набрать', r'電話', r'电话', r'打电话', r'回电'],
    'meeting': [
        r'meet\w*', r'visit\w*', r'встре\w+', r'визит', r'приехать', r'подъехать', r'会議', r'打ち合わせ', r'訪問', r'面談',
        r'见面', r'会议', r'拜访'],
    'email': [r'e-?mail', r'mail', r'письмо', r'написать', r'メール', r'邮件'],
}


def whole(pattern):
    """Return ``pattern`` so that it matches whole words where its script has words."""
    if re.search(f'[{IDEOGRAPHS}]', pattern):
        return f'(?:{pattern})'
    return rf'(?<!\w)(?:{pattern})(?!\w)' if not pattern.endswith(r'\.') else rf'(?<!\w)(?:{pattern})'


def alternatives(words):
    """Compile ``words`` into one expression that prefers the longest."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile('|'.join(whole(word) for word in ordered), re.IGNORECASE)
