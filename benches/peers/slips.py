"""Writes N random slips for the peers: slips.py N SEED DIR makes DIR/0.json, DIR/1.json, …

A slip has what a 利用票 has: a head, 6 to 12 services, 31 days. Everything in it is invented.
"""

import json
import pathlib
import random
import sys

SURNAMES = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 斎藤".split()
GIVEN = "太郎 花子 一郎 ハナ 次郎 キヨ 三郎 トメ 茂 節子 清 和子 実 幸子 勇 文子".split()
SERVICES = "身体介護２ 身体１生活１ 通所介護Ⅰ４２ 訪看Ⅰ３ 特殊寝台貸与 併短期生活Ⅰ２ 通所リハⅠ３ 生活援助３ 訪問入浴 手すり貸与".split()
PROVIDERS = "架空ケアサービス 架空訪問看護ステーション デイサービス架空の里 架空福祉用具 ショートステイ架空".split()


def slip(random: random.Random) -> dict:
    rows = []
    for at in range(random.randint(6, 12)):
        hour = 8 + at % 9
        rows.append({
            "time": f"{hour}:00～{hour + 1}:00",
            "service": random.choice(SERVICES),
            "provider": random.choice(PROVIDERS),
            "planned": [int(random.random() < 0.3) for _ in range(31)],
        })
    return {
        "title": "令和7年7月分　サービス利用票（兼居宅サービス計画）",
        "head": [
            ["保険者番号", "379991", "保険者名", "架空市", "居宅介護支援事業者", "居宅介護支援事業所ひだまり"],
            ["被保険者番号", f"0009{random.randrange(10**6):06}", "被保険者氏名",
             f"{random.choice(SURNAMES)}　{random.choice(GIVEN)}", "担当者名", "栗林　みどり"],
            ["生年月日", f"昭和{random.randint(1, 25)}年{random.randint(1, 12)}月{random.randint(1, 28)}日", "要介護状態区分",
             f"要介護{random.randint(1, 5)}", "限度額適用期間", "令和7年4月から令和8年3月まで"],
        ],
        "weekdays": list("火水木金土日月" * 4 + "火水木"),
        "rows": rows,
    }


def main() -> None:
    n, seed, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(n):
        (folder / f"{at}.json").write_text(json.dumps(slip(chance), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
