/** What an agent is told about themselves: why no calls come, and what to do. */
import { texts } from "../../../lib/language";

export const words = texts({
  zh: {
    held: {
      declined: "您的话机拒接了来电。如果话机开启了免打扰，请关闭，需要休息时请按本页的“小休”。",
      no_codec:
        "您的话机未能接听来电：它与系统没有共同的语音编码。请在话机上启用 G.711 A-law（PCMA）。这不是您的责任。",
      phone_failed: "您的话机报告故障，未能接听来电。请重启话机；仍然不行请联系管理员。这不是您的责任。",
      forwarded: "您的话机设置了呼叫转移。请在话机上取消转移。",
    },
    phone: {
      not_reached: "您的话机已注册，但没有应答系统的探测。",
      wrong_secret: "您的话机用错误的密码注册（{at}，来自 {address}）。",
      not_allowed: "您的话机被拒绝：不允许从 {address} 注册（{at}）。",
      not_registered: "您的话机没有注册。",
    },
    do: {
      not_reached:
        "请确认话机已开机并联网；否则是防火墙或路由器挡住了来电：请把话机的保活间隔设为 30 秒，或改用 TCP。",
      wrong_secret: "请重新填写话机密码（不是登录密码）；管理员可以为您更换。",
      not_allowed: "请在办公网络中使用，或联系管理员。",
      not_registered:
        "请打开话机：用户名填分机号，服务器填本系统地址和 SIP 端口，传输选 UDP 或 TCP（不支持 TLS）。",
    },
    come_back: "按“就绪”后恢复接听。",
    stop: "。",
    left: {
      logged_out: "您已退出登录，自 {at} 起不再接听来电。",
      session_ended: "您的登录已失效，自 {at} 起不再接听来电。",
      desk_closed: "您的工作台已关闭，自 {at} 起不再接听来电。",
    },
  },
  en: {
    held: {
      declined:
        "Your telephone declined a call. If do not disturb is on there, switch it off and use Pause on this page instead.",
      no_codec:
        "Your telephone could not take a call: it has no codec in common with the hotline. Switch on G.711 A-law (PCMA) there. It was not your doing.",
      phone_failed:
        "Your telephone could not take a call and said that something failed. Start it again; tell an admin when that does not help. It was not your doing.",
      forwarded: "Your telephone sends its calls elsewhere. Switch the forwarding off there.",
    },
    phone: {
      not_reached: "Your telephone is registered but does not answer.",
      wrong_secret: "Your telephone registered with a wrong secret ({at}, from {address}).",
      not_allowed: "Your telephone was refused: {address} may not register here ({at}).",
      not_registered: "Your telephone is not registered.",
    },
    do: {
      not_reached:
        "Is it switched on and in the network? Otherwise a firewall or router keeps our calls from it: let it keep its connection alive every 30 s, or use TCP.",
      wrong_secret:
        "Enter the telephone secret again; an admin can give you a new one. It is not your log-in password.",
      not_allowed: "Use the office's network, or ask an admin.",
      not_registered:
        "Open it; it wants the extension as user name, this server and the SIP port, over UDP or TCP. TLS is not offered.",
    },
    come_back: "Press Ready to take calls again.",
    stop: ".",
    left: {
      logged_out: "You have taken no calls since you logged out ({at}).",
      session_ended: "You have taken no calls since your log-in was ended ({at}).",
      desk_closed: "You have taken no calls since your desk was found closed ({at}).",
    },
  },
});

export const silenceWords = texts({
  zh: {
    agent:
      "您的话机没有声音传来，市民听不到您。请检查话筒是否静音；话机故障时，请把市民接回队列，由同事接听。",
    citizen: "市民一侧没有声音传来，可能已静音或线路中断。",
    seat: {
      agent: "话机无声音",
      citizen: "市民无声音",
    },
    bring_back: "把市民接回队列",
    question: "把市民从 {name} 处接回队列最前面？",
    over: "通话状态已变化，未执行操作",
  },
  en: {
    agent:
      "No sound comes from your telephone: the citizen cannot hear you. Look whether its microphone is off. If it is broken, give the citizen to a colleague.",
    citizen: "No sound comes from the citizen. They may have muted themselves, or their line is broken.",
    seat: {
      agent: "telephone silent",
      citizen: "citizen silent",
    },
    bring_back: "Return the citizen to the queue",
    question: "Take the citizen from {name} and return them to the head of the queue?",
    over: "The call is not what it was: nothing was done",
  },
});
